// Behaviour that every page has: copying, closing dialogs, light and dark.
export const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// Gradio's page says that it is in English.
document.documentElement.lang = document.querySelector('meta[name="language"]')?.content || "en";

// Bring something into view and give it the focus.
export function reveal(target, block) {
  target.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });
  target.focus({ preventScroll: true });
}

// Show on a button for a moment what came of pressing it.
const labels = new WeakMap(); // a button pressed twice still knows what it says otherwise
export function answerOn(button, words) {
  const label = labels.get(button) ?? button.textContent;
  labels.set(button, label);
  button.style.minWidth = `${button.offsetWidth}px`; // what stands beside it stays there
  button.textContent = words;
  setTimeout(() => {
    button.textContent = label;
    button.style.minWidth = "";
  }, 2000);
}

// Copy a text and say so on a button; false where the browser does not allow it.
export async function copied(button, text, done) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return false;
  }
  answerOn(button, done);
  return true;
}

// A dialog is closed by its own button, and by a click beside it: its padding is not beside it.
function close(event) {
  const at = event.target instanceof Element ? event.target : null;
  const dialog = at?.closest("dialog");
  if (!dialog) return;
  const box = dialog.getBoundingClientRect();
  const across = event.clientX >= box.left && event.clientX <= box.right;
  const inside = across && event.clientY >= box.top && event.clientY <= box.bottom;
  if (at.closest(".close") !== null || (at === dialog && !inside)) dialog.close();
}
document.addEventListener("click", close);

// Gradio's sanitiser gives every link target="_blank": our own pages open in place all the same,
// and from another room "Ask" leads back to the conversation that was open.
export const TALK = "dateline-talk";
function inPlace(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (link === null || link.origin !== location.origin) return;
  link.removeAttribute("target");
  const back = link.matches("#masthead a[href='./']:not(.here)") ? sessionStorage.getItem(TALK) : null;
  if (back !== null) link.href = `./${back}`;
}
document.addEventListener("click", inPlace, true);

function lamp() {
  const dark = document.body.classList.toggle("dark");
  localStorage.setItem("dateline-lamp", dark ? "dark" : "light");
}

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("button.lamp")) lamp();
});

const kept = localStorage.getItem("dateline-lamp");
if (kept !== null) document.body.classList.toggle("dark", kept === "dark");
