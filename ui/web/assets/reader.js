// The reader: an article whole, in a dialog over whichever page is open. The page's address names
// both: its own names and values stay in it while the reader is open, and Back closes the reader.
import { copied } from "./page.js";
import { isHtml, word, wrong } from "./reached.js";

const WANTED = ["article", "revision", "against"];

let dialog = null;
const isOpen = () => dialog !== null && dialog.open;
const names = (address) => address.searchParams.has("article");

function build() {
  dialog = document.createElement("dialog");
  dialog.id = "reader";
  dialog.setAttribute("aria-labelledby", "reader-title");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "reader-close close";
  close.textContent = "×";
  close.setAttribute("aria-label", word("reader-close"));
  const inner = document.createElement("div");
  inner.className = "reader-inner";
  inner.tabIndex = -1;
  dialog.append(close, inner);
  dialog.addEventListener("close", closed);
  document.body.append(dialog);
}

// The page's address without the reader.
function own() {
  const bare = new URL(location.href);
  if (!names(bare)) return bare;
  for (const name of WANTED) bare.searchParams.delete(name);
  bare.hash = "";
  return bare;
}

// The names and values of the page's address that are not the reader's, always spelt alike.
export const ownQuery = () => own().searchParams.toString();

// The address of an article over this page.
function over(address) {
  const here = own();
  if (here.searchParams.has("q")) here.search = ""; // a question goes with nothing else
  for (const name of WANTED) {
    const value = address.searchParams.get(name);
    if (value !== null) here.searchParams.set(name, value);
  }
  here.hash = address.hash;
  return here.href;
}

// Opened on this page it is left as Back leaves it.
function closed() {
  if (history.state?.reader) return history.back();
  if (names(new URL(location.href))) history.replaceState(history.state, "", own().href);
  empty();
}

function empty() {
  dialog.querySelector(".reader-inner").replaceChildren();
}

// Back closes it, Forward opens it again.
function gone() {
  if (names(new URL(location.href))) return void openReader(location.href);
  if (isOpen()) dialog.close();
  else if (dialog !== null) empty();
}

function fragment(address) {
  const asked = new URLSearchParams();
  for (const name of WANTED.slice(1)) {
    const value = address.searchParams.get(name);
    if (value !== null) asked.set(name, value);
  }
  const quote = /^#quote=(\d+-\d+)$/.exec(address.hash);
  if (quote !== null) asked.set("quote", quote[1]);
  const article = encodeURIComponent(address.searchParams.get("article"));
  return `read/${article}?${asked}`;
}

// Open the article that an address names ("./?article=…&revision=…#quote=…").
export async function openReader(href) {
  const address = new URL(href, document.baseURI);
  if (dialog === null) build();
  const inner = dialog.querySelector(".reader-inner");
  let text;
  let told = word("server-unreachable");
  try {
    const reply = await fetch(fragment(address), { headers: { "x-fragment": "1" } });
    text = await reply.text();
    if (!isHtml(reply)) [text, told] = ["", wrong(reply)];
  } catch {
    text = "";
  }
  // Written by ui/web/reader, every character of an article escaped; the policy runs no script.
  inner.innerHTML = text;
  if (text === "") inner.textContent = told;
  inner.querySelector(".reader-title")?.setAttribute("id", "reader-title");
  for (const link of inner.querySelectorAll("a.out")) link.rel = "noopener noreferrer nofollow";
  const there = over(address);
  if (names(new URL(location.href))) history.replaceState(history.state, "", there);
  else history.pushState({ reader: true }, "", there);
  if (!dialog.open) dialog.showModal();
  const lit = inner.querySelector("#lit");
  inner.scrollTop = 0;
  if (lit !== null) {
    const box = lit.getBoundingClientRect();
    const top = inner.getBoundingClientRect().top;
    // Where both fit, the headline stays in view above the words.
    if (box.bottom - top > inner.clientHeight - 24) inner.scrollTop = box.top - top - inner.clientHeight / 3;
  }
  inner.focus({ preventScroll: true });
}

async function copyLink(button) {
  const address = new URL(button.value, document.baseURI).href;
  if (!(await copied(button, address, "✓"))) button.textContent = address; // to be copied by hand
}

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  const link = at?.closest("a.read");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    openReader(link.getAttribute("href"));
  }
  const button = at?.closest("button.copy-link");
  if (button) copyLink(button);
});

addEventListener("popstate", gone);
if (new URLSearchParams(location.search).has("article")) openReader(location.href);
