// The quality page: fragments of ui/web/quality/routes.py, put in place and kept up to date.
import { isHtml, reached, word, wrong } from "./reached.js";

const EVERY_MS = 1000; // between two looks at a run at work

let room = null;
let shown = ""; // the address that the room shows
let timer = 0;

// `reply` is null where the server cannot be reached.
async function get(address, options) {
  try {
    const reply = await fetch(address, options);
    const html = await reply.text();
    return { reply, ok: reply.ok, html: isHtml(reply) ? html : `<p class="failed">${wrong(reply)}</p>` };
  } catch {
    return { reply: null, ok: false, html: `<p class="failed">${word("server-unreachable")}</p>` };
  }
}

function post(address, body) {
  const headers = { "content-type": "application/json" };
  return get(address, { method: "POST", headers, body: JSON.stringify(body) });
}

// What the page's own address asks for: a report, two runs compared, or the first view.
function wanted() {
  const asked = new URLSearchParams(location.search);
  if (asked.has("run")) return `runs/report?${new URLSearchParams({ run: asked.get("run") })}`;
  if (asked.has("first")) {
    const two = new URLSearchParams({ first: asked.get("first"), second: asked.get("second") ?? "" });
    return `runs/compare?${two}`;
  }
  return "runs/";
}

// Written by ui/web/quality, every text escaped; the policy runs no script.
async function show({ top = false } = {}) {
  clearTimeout(timer);
  const address = wanted();
  room.setAttribute("aria-busy", "true");
  const { ok, reply, html } = await get(address);
  if (address !== wanted()) return; // gone elsewhere meanwhile
  if (ok) reached(reply, room); // else it is said in its place
  const failed = address !== "runs/" && html.includes('class="failed"');
  const back = '<p class="q-back"><a class="q-go" href="quality">←</a></p>';
  room.innerHTML = failed ? back + html : html;
  room.removeAttribute("aria-busy");
  shown = address;
  if (top) {
    scrollTo({ top: 0 });
    room.querySelector("h2[tabindex]")?.focus({ preventScroll: true });
  }
  // what does not fit is scrolled to with the keyboard, too
  for (const wide of room.querySelectorAll(".scroll, .q-scroll")) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
  }
  choose();
  watch();
}

function watch() {
  clearTimeout(timer);
  const step = document.getElementById("q-now")?.dataset.step;
  if (step === "starting" || step === "asking") timer = setTimeout(look, EVERY_MS);
}

// Only what moves is put in anew, so that the Stop button keeps its focus.
async function look() {
  const { ok, reply, html } = await get("runs/now");
  const old = document.getElementById("q-now");
  if (old === null) return;
  reached(reply, room);
  if (!ok) return watch();
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("q-now");
  const [was, now] = [old, fresh].map((one) => one.querySelector(".q-live"));
  if (was && now) {
    old.dataset.step = fresh.dataset.step;
    was.replaceWith(document.adoptNode(now));
    return watch();
  }
  await show(); // ended: the list has one more, and the sets can be run again
}

function say(html) {
  const now = document.getElementById("q-now");
  if (now === null) return;
  now.hidden = false;
  now.dataset.step = "failed";
  now.innerHTML = html;
}

async function run(button) {
  for (const one of room.querySelectorAll(".q-run")) one.disabled = true;
  const as_of = room.querySelector("input[name=q-as-of]:checked")?.value ?? "asked";
  const { ok, html } = await post("runs/begin", { key: button.value, as_of });
  if (ok) document.getElementById("q-now").outerHTML = html;
  else {
    for (const one of room.querySelectorAll(".q-run")) one.disabled = false;
    say(html);
  }
  const now = document.getElementById("q-now");
  now.scrollIntoView({ block: "nearest" });
  now.querySelector("h3")?.focus({ preventScroll: true });
  watch();
}

async function stop(button) {
  button.disabled = true;
  clearTimeout(timer);
  await post("runs/stop", {});
  await show();
}

async function remove(button) {
  button.disabled = true;
  const { ok, html } = await post("runs/delete", { run: button.value });
  if (ok) {
    if (shown !== "runs/") history.pushState(null, "", "quality");
    return show({ top: true });
  }
  button.closest(".q-delete").innerHTML = html;
}

function picked() {
  return [...room.querySelectorAll("input[name=q-pick]:checked")].map((one) => one.value);
}

function ticked(box) {
  // a third takes the place of the first that was ticked
  const boxes = [...room.querySelectorAll("input[name=q-pick]:checked")];
  if (boxes.length > 2) for (const one of boxes) if (one !== box && one !== lastTicked) one.checked = false;
  if (box.checked) lastTicked = box;
  const go = room.querySelector(".q-compare-go");
  if (go !== null) go.disabled = picked().length !== 2;
}
let lastTicked = null;

// Show the questions of the chosen verdict and type.
function choose() {
  const verdict = room.querySelector("select[name=q-verdict]")?.value;
  if (verdict === undefined) return;
  const type = room.querySelector("select[name=q-type]")?.value ?? "";
  for (const one of room.querySelectorAll(".q-case")) {
    const fits = verdict === "" || one.dataset.verdict.split(" ").includes(verdict);
    one.hidden = !(fits && (type === "" || one.dataset.type === type));
  }
}

function go(address) {
  history.pushState(null, "", address);
  show({ top: true });
}

function click(event) {
  const at = event.target instanceof Element ? event.target : null;
  const link = at?.closest("a.q-go");
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (link && plain) {
    event.preventDefault();
    return go(link.getAttribute("href"));
  }
  const button = at?.closest("button");
  if (!button) return;
  const sure = button.closest(".q-delete")?.querySelector(".q-sure");
  const has = (name) => button.classList.contains(name);
  if (has("q-run")) run(button);
  else if (has("q-stop")) stop(button);
  else if (has("q-compare-go")) {
    const [first, second] = picked();
    go(`quality?${new URLSearchParams({ first, second })}`);
  } else if (has("q-ask-delete")) {
    button.hidden = true;
    sure.hidden = false;
    sure.querySelector(".q-keep").focus();
  } else if (has("q-keep")) {
    sure.hidden = true;
    const ask = button.closest(".q-delete").querySelector(".q-ask-delete");
    ask.hidden = false;
    ask.focus();
  } else if (has("q-do-delete")) remove(button);
}

function begin(found) {
  room = found;
  room.addEventListener("click", click);
  room.addEventListener("change", (event) => {
    if (event.target.matches("input[name=q-pick]")) ticked(event.target);
    else if (event.target.matches(".q-choices select")) choose();
  });
  show();
}

window.addEventListener("popstate", () => {
  if (room !== null && wanted() !== shown) show({ top: true }); // else it was the reader's
});

// Gradio puts its parts into the page after this script has run, and may put them in anew.
function find() {
  const found = document.querySelector("#quality .q-room");
  if (found !== null && found !== room) begin(found);
}
if (/\/quality\/?$/.test(location.pathname)) {
  new MutationObserver(find).observe(document.body, { childList: true, subtree: true });
  find();
}
