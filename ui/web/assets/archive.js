// The archive page: a view for the page's address, uploads, withdrawals. See ui/web/archive.
import { addressOf, isChosen, isLeft, onKey } from "./fields.js";
import { ownQuery } from "./reader.js";

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
  shown = ownQuery();
  place.setAttribute("aria-busy", "true");
  const answer = await fetch(`articles/view?${shown}`).catch(() => null);
  if (turn !== asked) return; // another address was gone to meanwhile
  place.removeAttribute("aria-busy");
  reached(answer);
  if (answer === null || !answer.ok) return;
  const inside = place.contains(document.activeElement);
  const focused = document.activeElement?.id || (inside ? "found" : "");
  place.innerHTML = await answer.text();
  for (const svg of place.querySelectorAll("svg.bars")) reachable(svg);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  if (top) scrollTo({ top: 0 });
  if (place.querySelector(".stage.reading, .stage.receiving")) follow();
  if (place.querySelector("#withdrawals .under-way")) attend();
}

function go(address, options) {
  const there = new URL(address, document.baseURI).href;
  if (there !== location.href) history.pushState(null, "", there);
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

// A text of ours that the page's head brings along: see ui/web/static.py.
const unreachable = () => document.querySelector('meta[name="reader-unreachable"]')?.content ?? "";

async function told(answer) {
  if (answer === null) return unreachable();
  const body = await answer.json().catch(() => ({}));
  const words = typeof body.detail === "string" ? body.detail : `${answer.status}`;
  return [words, body.hint].filter(Boolean).join(" ");
}

// Null where the server cannot be reached.
const post = (path, body) =>
  fetch(`articles/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body ?? {}),
  }).catch(() => null);

// Say above the page, once, that the server does not answer; take it back when it does.
function reached(answer) {
  const line = document.getElementById("lost");
  if (answer !== null) return void line?.remove();
  if (line !== null || room() === null) return;
  const said = document.createElement("p");
  said.id = "lost";
  said.setAttribute("role", "alert");
  said.textContent = unreachable();
  room().before(said);
}

// Put what an address says in the place of that id, again and again while it holds `goingOn`. A
// server that is away, being started anew perhaps, is waited for.
async function attendTo(path, id, goingOn) {
  for (;;) {
    const answer = await fetch(path).catch(() => null);
    const place = document.getElementById(id);
    if (place === null) return;
    reached(answer);
    if (answer !== null && !answer.ok) return;
    if (answer !== null) {
      const html = await answer.text();
      if (place.innerHTML !== html) place.innerHTML = html;
      if (!place.querySelector(goingOn)) return;
    }
    await new Promise((done) => setTimeout(done, answer === null ? 2000 : 700));
  }
}

// How the upload goes, asked for until it is over.
let following = false;
async function follow() {
  if (following) return;
  following = true;
  await attendTo("articles/intake", "intake", ".stage.reading, .stage.receiving");
  following = false;
  recount();
}

// The page's head says what the archive covers since articles came or went.
async function recount() {
  const answer = await fetch("articles/coverage").catch(() => null);
  const line = document.querySelector("#masthead .coverage");
  if (line !== null && answer?.ok) line.textContent = await answer.text();
}

function refuse(form, words) {
  const line = document.createElement("li");
  line.textContent = words;
  form.parentNode.querySelector(".refused").append(line);
}

async function send(form) {
  const button = form.querySelector("button[type=submit]");
  const field = form.querySelector("input[type=file]");
  const files = [...field.files];
  form.parentNode.querySelector(".refused").replaceChildren();
  document.getElementById("intake").replaceChildren();
  button.disabled = true;
  const begun = await post("upload/begin");
  if (!begun?.ok) {
    refuse(form, await told(begun));
    button.disabled = false;
    return;
  }
  const { token } = await begun.json();
  form.classList.add("sending");
  for (const file of files) {
    const query = new URLSearchParams({ token, name: file.name });
    const answer = await fetch(`articles/upload/file?${query}`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: file,
    }).catch(() => null);
    if (answer === null) refuse(form, `${file.name}: ${unreachable()}`);
    else if (!answer.ok) refuse(form, await told(answer));
    if (answer?.status === 507) break; // the disk is full: so it will be for the others
  }
  form.classList.remove("sending");
  const [publisher, language] = ["publisher", "language"].map((name) => form.elements[name].value);
  const reading = await post("upload/read", { token, publisher, language });
  if (!reading?.ok) {
    if (!form.parentNode.querySelector(".refused li")) refuse(form, await told(reading));
    button.disabled = false;
    return;
  }
  field.value = "";
  chosen(form);
  follow();
}

function chosen(form) {
  const files = [...form.querySelector("input[type=file]").files];
  const lines = files.map((file) => {
    const line = document.createElement("li");
    line.textContent = `${file.name}, ${Math.max(1, Math.round(file.size / 1000)).toLocaleString("en")} kB`;
    return line;
  });
  form.querySelector(".chosen").replaceChildren(...lines);
  form.querySelector("button[type=submit]").disabled = files.length === 0;
}

async function withdraw(button) {
  const said = button.parentNode.querySelector(".said");
  button.disabled = true;
  said.textContent = "…";
  const undo = button.classList.contains("restore");
  const answer = await post("withdraw", { article: button.value, undo });
  if (answer?.ok) {
    said.textContent = (await answer.json()).said;
    return void attend();
  }
  said.textContent = await told(answer);
  button.disabled = false;
}

// How withdrawals go, asked for until all are over; then the list is shown anew.
let attending = false;
async function attend() {
  if (attending) return;
  attending = true;
  await attendTo("articles/withdrawals", "withdrawals", ".under-way");
  attending = false;
  recount();
  if (document.getElementById("withdrawals")) show();
}

function dropped(event) {
  const drop = event.target.closest?.("#archive .drop");
  if (!drop) return;
  event.preventDefault();
  drop.classList.toggle("over", event.type === "dragover");
  if (event.type !== "drop") return;
  drop.querySelector("input").files = event.dataTransfer.files;
  chosen(drop.form ?? drop.closest("form"));
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
