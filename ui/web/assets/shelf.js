// The panel of kept conversations: listing, searching, naming, deleting, opening.
import { act } from "./act.js";
import { ask, get, post, say, tell } from "./said.js";

const PER = "dateline-shelf"; // "open" or "closed", as the reader left it
const wide = window.matchMedia("(min-width: 1100px)");
const root = document.documentElement;
const isAsk = !/\/(archive|quality)\/?$/.test(location.pathname);
const current = () => new URLSearchParams(location.search).get("c") ?? "";

const panel = document.createElement("aside");
panel.id = "shelf";
panel.tabIndex = -1;
const veil = document.createElement("div");
veil.id = "shelf-veil";

const isOpen = () => root.classList.contains("shelf-open");
const list = () => panel.querySelector(".list");
const words = () => panel.querySelector(".words")?.value ?? "";
const toggle = () => document.querySelector(".shelf-toggle");

async function fill() {
  const html = await get("panel", { c: current() });
  if (html === null) return;
  panel.innerHTML = html;
  panel.setAttribute("aria-label", panel.querySelector("h2").textContent);
}

async function show(open, { focus = false } = {}) {
  root.classList.toggle("shelf-open", open);
  dress();
  for (const app of document.querySelectorAll("gradio-app")) app.inert = open && !wide.matches;
  if (open) {
    if (list() !== null) await refresh();
    // on a phone a field with the focus would call up the keyboard
    if (focus) ((wide.matches && panel.querySelector(".words")) || panel).focus();
  } else if (focus) toggle()?.focus();
}

function turn() {
  const open = !isOpen();
  if (wide.matches) localStorage.setItem(PER, open ? "open" : "closed");
  show(open, { focus: true });
}

// What the server lists now, unless the reader is at something in it.
async function refresh() {
  if (list() === null || panel.querySelector(".retitle, .menu[open]")) return mark();
  const html = await get("list", { c: current(), words: words() });
  if (html !== null && list() !== null && !panel.querySelector(".retitle, .menu[open]")) list().innerHTML = html;
}

function mark() {
  for (const link of panel.querySelectorAll("a.open")) {
    if (idOf(link) === current()) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

const idOf = (within) => within.closest("li").id.replace("kept-", "");

function open(id) {
  if (document.getElementById("act-shelf") === null) return location.assign(`./?c=${id}`);
  act("shelf", "open", id);
  if (!wide.matches) show(false);
}

function begin() {
  document.getElementById("again")?.click();
  if (!wide.matches) show(false);
  document.querySelector("#question textarea")?.focus();
}

// The conversation on the page was deleted, and whatever it is being asked with it.
function leave() {
  if (document.querySelector("#thread .turn") !== null) act("shelf", "leave", "");
}

async function older(button) {
  const html = await get("list", { c: current(), place: button.value });
  if (html === null) return;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const first = holder.content.querySelector("a.open");
  button.replaceWith(holder.content);
  first?.focus();
}

function rename(item) {
  const link = item.querySelector("a.open");
  const field = document.createElement("input");
  field.className = "retitle";
  field.maxLength = 80;
  field.value = link.querySelector(".title").textContent;
  field.setAttribute("aria-label", say("title_field"));
  item.querySelector("details").open = false;
  link.hidden = true;
  link.style.display = "none";
  item.prepend(field);
  field.select();
  let over = false;
  const end = async (keep) => {
    if (over) return;
    over = true;
    const html = keep ? await post("rename", { id: idOf(field), current: current(), title: field.value }) : null;
    if (html !== null) item.outerHTML = html;
    else {
      field.remove();
      link.hidden = false;
      link.style.display = "";
    }
    panel.querySelector(`#${item.id} a.open`)?.focus();
  };
  field.addEventListener("blur", () => end(true));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) end(true);
    if (event.key === "Escape") {
      event.stopPropagation();
      end(false);
    }
  });
}

async function remove(item) {
  const id = idOf(item.firstElementChild);
  const here = id === current();
  if ((await post("delete", { id })) === null) return;
  const next = item.nextElementSibling ?? item.previousElementSibling;
  (next?.querySelector("a.open") ?? panel.querySelector(".words")).focus();
  item.remove();
  if (here) leave();
  refresh();
  tell(say("deleted"), say("undo"), async () => {
    if ((await post("restore", { id })) === null) return;
    tell(say("restored"));
    if (here) open(id);
    refresh();
  });
}

async function erase() {
  const html = await get("erase");
  if (html === null) return;
  ask(html, async () => {
    const done = await post("erase", {});
    if (done === null) return done;
    leave();
    tell(say("deleted_all"));
    refresh();
    return done;
  });
}

panel.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  const link = at?.closest("a.open");
  if (link) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    return open(idOf(link));
  }
  const button = at?.closest("button");
  if (!button) return;
  if (button.matches(".close")) turn();
  else if (button.matches(".new")) begin();
  else if (button.matches(".older")) older(button);
  else if (button.matches(".rename")) rename(button.closest("li"));
  else if (button.matches(".delete")) remove(button.closest("li"));
  else if (button.matches(".erase")) erase();
});
// One menu at a time.
panel.addEventListener("toggle", (event) => {
  if (!event.target.matches(".menu[open]")) return;
  for (const other of panel.querySelectorAll(".menu[open]")) if (other !== event.target) other.open = false;
}, true);

let typed = 0;
panel.addEventListener("input", (event) => {
  if (!event.target.matches(".words")) return;
  clearTimeout(typed);
  typed = setTimeout(refresh, 150);
});
panel.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = panel.querySelector(".menu[open]");
  event.stopPropagation(); // it is not the question that is to stop
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (!wide.matches) turn();
});
veil.addEventListener("click", turn);
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest(".shelf-toggle")) turn();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && isOpen()) refresh();
});

// Gradio writes the masthead anew, without ARIA.
function dress() {
  const button = toggle();
  if (button === null || button.getAttribute("aria-expanded") === String(isOpen())) return;
  button.setAttribute("aria-expanded", String(isOpen()));
  button.setAttribute("aria-controls", "shelf");
}

// A turn that was answered stands in the list a moment later, under the address it was given.
let seen = "";
let due = 0;
function watch() {
  dress();
  const done = document.querySelectorAll("#thread .turn:not(:has(.pending))").length;
  const now = `${current()} ${done}`;
  if (now === seen) return;
  seen = now;
  mark();
  clearTimeout(due);
  if (isOpen()) due = setTimeout(refresh, 200);
}

if (isAsk) {
  document.body.prepend(panel, veil);
  new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });
  if (wide.matches && localStorage.getItem(PER) === "open") show(true); // room is made at once
  fill();
  wide.addEventListener("change", () => show(wide.matches && localStorage.getItem(PER) === "open"));
}
