// The ask page by keyboard; the list of keys is a dialog that Python writes (ui/web/ask/spoken.py).
import { light } from "./ask.js";

const typing = (at) => at instanceof Element && at.closest("input, textarea, select, [contenteditable]");

function cards() {
  return [...document.querySelectorAll("#evidence .card")].filter((card) => card.offsetParent !== null);
}

// Go to the next card, or the one before.
function step(by) {
  const all = cards();
  if (all.length === 0) return;
  const at = all.findIndex((card) => card.contains(document.activeElement) || card.classList.contains("lit"));
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
  light(all[next]);
}

function showKeys() {
  const list = document.getElementById("keys");
  if (list instanceof HTMLDialogElement && !list.open) list.showModal();
}

function escape() {
  const stop = document.getElementById("stop");
  const leave = document.querySelector("button[name=ask_keep]");
  if (stop !== null && stop.offsetParent !== null) stop.click();
  else if (leave !== null) leave.click();
  else return false;
  return true;
}

const KEYS = {
  "/": () => document.querySelector("#question textarea")?.focus(),
  "?": showKeys,
  j: () => step(1),
  k: () => step(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]") !== null) return; // it has its own keys
  if (event.key === "Escape") {
    if (escape()) event.preventDefault();
    return;
  }
  if (typing(event.target)) return;
  const card = document.activeElement?.classList.contains("card") ? document.activeElement : null;
  if (event.key === "Enter" && card !== null) {
    event.preventDefault();
    card.querySelector("a.read")?.click();
    return;
  }
  const does = document.getElementById("question") === null ? undefined : KEYS[event.key];
  if (does === undefined) return;
  event.preventDefault();
  does();
});

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  if (at?.closest("button.show-keys")) showKeys();
});
