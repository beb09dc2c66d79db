// Behaviour the page has beyond Gradio's: markers light up cards, copying, light and dark.
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function reveal(target, block) {
  target.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });
  target.focus({ preventScroll: true });
}

// The column shows the last turn's evidence, or that of the turn whose marker was followed.
function pick(section) {
  for (const other of document.querySelectorAll(".turn-evidence.picked")) {
    if (other !== section) other.classList.remove("picked");
  }
  const column = document.getElementById("evidence");
  const last = column.querySelectorAll(".turn-evidence");
  const old = section !== null && section !== last[last.length - 1];
  column.classList.toggle("older", old);
  if (old) section.classList.add("picked");
}

function light(card) {
  for (const other of document.querySelectorAll(".card.lit")) other.classList.remove("lit");
  pick(card.closest(".turn-evidence"));
  card.classList.add("lit");
  reveal(card, "center");
}

function follow(event, anchor) {
  const target = document.getElementById(anchor.getAttribute("href").slice(1));
  if (target === null) return;
  event.preventDefault();
  if (target.classList.contains("card")) light(target);
  else reveal(target, "center");
}

async function copy(button) {
  const text = button.closest(".answer").querySelector(".copy-text").textContent;
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "This browser does not allow copying";
  }
  setTimeout(() => { button.textContent = label; }, 2000);
}

function lamp() {
  const dark = document.body.classList.toggle("dark");
  localStorage.setItem("dateline-lamp", dark ? "dark" : "light");
}

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  const anchor = at?.closest("a.marker, a.back");
  if (anchor) return follow(event, anchor);
  const button = at?.closest("button.copy");
  if (button) return void copy(button);
  if (at?.closest("button.lamp")) lamp();
});

// "/" goes to the question, as in most newsroom tools.
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, textarea");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.querySelector("#question textarea");
  if (field === null) return;
  event.preventDefault();
  field.focus();
});

// Gradio's sanitiser drops ARIA attributes and shortens rel; both are put back here.
function finish() {
  const thread = document.getElementById("thread");
  if (thread !== null && thread.getAttribute("role") !== "log") {
    thread.setAttribute("role", "log");
    thread.setAttribute("aria-label", "Conversation");
    document.getElementById("evidence")?.setAttribute("aria-label", "Evidence");
  }
  for (const link of document.querySelectorAll("a.out:not([rel~='nofollow'])")) {
    link.rel = "noopener noreferrer nofollow";
  }
}

// A question comes into view when asked, and again when its answer stands in its place.
let seen = "";
function watch() {
  finish();
  const turns = document.querySelectorAll("#thread .turn");
  const last = turns[turns.length - 1];
  const state = last ? `${last.id} ${last.querySelector(".pending") === null}` : "";
  if (state === seen) return;
  seen = state;
  pick(null);
  last?.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
}

const kept = localStorage.getItem("dateline-lamp");
if (kept !== null) document.body.classList.toggle("dark", kept === "dark");
new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });
watch();
