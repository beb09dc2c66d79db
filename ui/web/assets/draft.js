// What was typed, or asked without coming to an answer, outlives its page: where the server was
// gone Gradio loads the page anew by itself, once it is back.
const KEPT = "dateline-draft";
const field = () => document.querySelector("#question textarea");

addEventListener("pagehide", () => {
  if (field() === null) return; // another page than the one that asks
  const asked = document.querySelector("#thread .turn.running .asked")?.textContent;
  const words = field().value || asked || "";
  if (words === "") sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, words);
});

// Gradio lays the page out some time after this script is read.
function restore(_, observer) {
  const at = field();
  if (at === null) return;
  observer?.disconnect();
  const words = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (words === null || new URLSearchParams(location.search).has("q")) return; // it asks by itself
  at.value = words;
  at.dispatchEvent(new Event("input", { bubbles: true })); // Gradio's copy of the value
}
new MutationObserver(restore).observe(document.body, { childList: true, subtree: true });
