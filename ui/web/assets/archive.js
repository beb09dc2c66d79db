// The archive page: a view for the page's address, withdrawals. See ui/web/archive.
import { addressOf, isChosen, isLeft, onKey, put } from "./fields.js";
import { get, post, reached, told } from "./reached.js";
import { ownQuery } from "./reader.js";
import { attend, follow } from "./underway.js";
import { chosen, dropped, send } from "./upload.js";

const room = () => document.getElementById("archive");
const isHere = (url) => url.origin === location.origin && url.pathname === location.pathname;

let asked = 0;
let shown = ""; // the query of the view that was asked for last

// Put the view of the page's address in its place; what had the focus has it again.
async function show({ top = false } = {}) {
  const place = room();
  if (place === null) return;
  asked += 1;
  const turn = asked;
  const same = shown === ownQuery();
  shown = ownQuery();
  place.setAttribute("aria-busy", "true");
  const answer = await get(`articles/view?${shown}`);
  if (turn !== asked) return; // another address was gone to meanwhile
  place.removeAttribute("aria-busy");
  reached(answer, place);
  if (!answer?.ok) return;
  const inside = place.contains(document.activeElement);
  const focused = document.activeElement?.id || (inside ? "found" : "");
  put(place, await answer.text(), same);
  for (const svg of place.querySelectorAll("svg.bars")) reachable(svg);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  if (top) scrollTo({ top: 0 });
  if (place.querySelector(".stage.reading, .stage.receiving")) follow();
  if (place.querySelector("#withdrawals .under-way")) attendThem();
}

function go(address, options) {
  const there = new URL(address, document.baseURI).href;
  if (there !== location.href) history.pushState(null, "", there);
  document.getElementById("anew")?.remove();
  show(options);
}

// One stop of the Tab key for all bars; the arrow keys go from one to the next.
function reachable(svg) {
  svg.querySelector("a.bar")?.setAttribute("tabindex", "0");
}

function alongBars(event) {
  const bar = event.target.closest?.("a.bar");
  if (!bar) return;
  const bars = [...bar.parentNode.querySelectorAll("a.bar")];
  const at = bars.indexOf(bar);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: bars.length - 1 }[event.key];
  if (to === undefined || bars[to] === undefined) return;
  event.preventDefault();
  bar.setAttribute("tabindex", "-1");
  bars[to].setAttribute("tabindex", "0");
  bars[to].focus();
}

async function withdraw(button) {
  const said = button.parentNode.querySelector(".said");
  button.disabled = true;
  said.textContent = "…";
  const undo = button.classList.contains("restore");
  const answer = await post("articles/withdraw", { article: button.value, undo });
  if (answer?.ok) {
    said.textContent = (await answer.json()).said;
    return attendThem();
  }
  said.textContent = await told(answer);
  button.disabled = false;
}

// The list is shown anew once all withdrawals are over.
function attendThem() {
  attend(() => { if (document.getElementById("withdrawals") !== null) show(); });
}

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  const button = at?.closest("#archive button.withdraw, #archive button.restore");
  if (button) return void withdraw(button);
  const link = at?.closest("#archive a.go");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const url = new URL(link.getAttribute("href"), document.baseURI);
  if (!isHere(url)) return;
  event.preventDefault();
  go(url, { top: link.closest(".pager, .tabs") !== null });
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("#archive form");
  if (!form) return;
  event.preventDefault();
  if (form.classList.contains("upload")) send(form);
  else go(addressOf(form));
});
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("#archive form");
  if (!form) return;
  if (event.target.type === "file") chosen(form);
  else if (form.classList.contains("fields") && isChosen(event.target)) go(addressOf(form));
});
document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.("#archive form.fields");
  if (form && isLeft(event)) go(addressOf(form));
});
document.addEventListener("keydown", (event) => {
  onKey(event);
  alongBars(event);
  const typing = event.target.closest?.("input, textarea, select");
  const field = document.querySelector("#archive input[type=search]");
  if (event.key !== "/" || typing || field === null || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  field.focus();
});
for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, dropped);
addEventListener("popstate", () => {
  if (ownQuery() !== shown) show(); // else it was the reader that was opened or closed
});

// Gradio lays the page out some time after this script is read.
function begin(_, observer) {
  if (room()?.querySelector(".opening")) {
    observer?.disconnect();
    show();
  }
}
const watcher = new MutationObserver(begin);
watcher.observe(document.body, { childList: true, subtree: true });
begin(null, watcher);
