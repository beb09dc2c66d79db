// Behaviour that every page has: light and dark.
export const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

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
  button.textContent = words;
  setTimeout(() => { button.textContent = label; }, 2000);
}

function lamp() {
  const dark = document.body.classList.toggle("dark");
  localStorage.setItem("dateline-lamp", dark ? "dark" : "light");
}

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("button.lamp")) lamp();
});

const kept = localStorage.getItem("dateline-lamp");
if (kept !== null) document.body.classList.toggle("dark", kept === "dark");
