// The ask page: markers light up cards, copying, the address, what is read out.
import { lay, write } from "./lines.js";
import { TALK, answerOn, calm, copied, reveal } from "./page.js";

// A text of ours that the page carries for scripts: see ui/web/ask/spoken.py.
export const said = (name) => document.getElementById(`say-${name}`)?.textContent ?? "";

// The column shows the last turn's evidence, or that of the turn whose marker was followed.
let picked = null; // the id of an earlier turn's evidence that is shown
function pick(section) {
  picked = section?.id ?? null;
  keepPicked();
}

// Gradio draws a section anew when its turn is asked again: what is picked is picked once more.
function keepPicked() {
  const column = document.getElementById("evidence");
  if (column === null) return;
  const all = [...column.querySelectorAll(".turn-evidence")];
  const old = all.slice(0, -1).find((section) => section.id === picked);
  column.classList.toggle("older", old !== undefined);
  for (const section of all) section.classList.toggle("picked", section === old);
}

export function light(card) {
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

async function copy(button, text, done) {
  if (!(await copied(button, text, done))) answerOn(button, said("no_copying"));
}

// A turn keeps its height while it is asked again, so that nothing below it jumps. `place` is the
// chip's in the row that was pressed and that is gone then; -1: the focus goes to the question.
export function hold(turn, place = -1) {
  const section = document.getElementById(`turn-${turn}`);
  const height = section === null ? 0 : section.getBoundingClientRect().height;
  document.getElementById("thread")?.style.setProperty("--held", `${Math.round(height)}px`);
  left = { section, id: `turn-${turn}`, place };
}

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  const anchor = at?.closest("a.marker, a.back");
  if (anchor) return follow(event, anchor);
  const whole = at?.closest("button.copy");
  if (whole) {
    const text = whole.parentElement.querySelector(".copy-text").textContent;
    return void copy(whole, text, said("copied"));
  }
  const link = at?.closest("a.copy-link");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    return void copy(link, new URL(link.getAttribute("href"), location.href).href, said("linked"));
  }
  const again = at?.closest(":is(button[name=ask_retry], button[name=ask_drop], button[name=ask_restore])");
  const chip = again?.closest(".understood .chip");
  if (again) hold(again.value.split(" ")[0], chip ? [...chip.parentElement.querySelectorAll(".chip")].indexOf(chip) : -1);
});

// What was pressed is drawn anew, or gone: the focus goes to what stands in its place.
let left = null; // the turn that was asked again, as it was then
function refocus() {
  const turn = left && document.getElementById(left.id);
  if (!turn || turn === left.section || turn.matches(".running")) return;
  const chip = left.place < 0 ? undefined : [...turn.querySelectorAll(".understood .chip")].slice(0, left.place + 1).pop();
  const next = chip?.querySelector("button") ?? turn.querySelector(".asked");
  left = null;
  if (document.activeElement !== document.body) return; // whoever went elsewhere stays there
  if (next.matches(".asked")) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

// The field takes no more than its limit: whoever reaches it is told so below it.
document.addEventListener("input", (event) => {
  if (event.target instanceof Element && event.target.closest("#question textarea")) measure();
});
function measure() {
  const field = document.querySelector("#question textarea");
  const is = field !== null && field.maxLength > 0 && field.value.length >= field.maxLength;
  write("full", is ? said("question_full") : "");
}

// Gradio's sanitiser drops ARIA attributes and shortens rel; both are put back here.
function finish() {
  const thread = document.getElementById("thread");
  if (thread !== null && thread.getAttribute("role") !== "log") {
    thread.setAttribute("role", "log");
    thread.setAttribute("aria-live", "off"); // `tell` says what is new, once
    thread.setAttribute("aria-label", said("conversation"));
    document.getElementById("evidence")?.setAttribute("aria-label", said("evidence"));
  }
  for (const link of document.querySelectorAll("a.out:not([rel~='nofollow'])")) {
    link.rel = "noopener noreferrer nofollow";
  }
  for (const button of document.querySelectorAll("button.icon[title]:not([aria-label])")) {
    button.setAttribute("aria-label", button.title);
  }
}

const teller = document.createElement("div");
teller.id = "teller";
teller.setAttribute("role", "status");
document.body.append(teller);

const TOLD = ".pending, .words, .own-words, .verdict, .why, .failed, .turn-note";

// Tell a screen reader what is new in the turns: how far one that waits is, then its first draft,
// not each word that comes to it, then what else it came to. What a page opens with is not new.
let told = new Map(); // a turn's id and question -> the texts that were told, and whether they grew
function tell(turns) {
  const before = told;
  told = new Map();
  for (const turn of turns) {
    const key = `${turn.id} ${turn.querySelector(".asked").textContent}`;
    const texts = [...turn.querySelectorAll(TOLD)].map((part) => part.textContent.trim());
    const grew = turn.matches(".running:not(.waiting)");
    const had = before.get(key) ?? { texts: turn.matches(".waiting") ? [] : texts, grew: false };
    const now = grew && had.grew ? had : { texts, grew };
    told.set(key, now);
    const words = now.texts.filter((text) => !had.texts.includes(text)).join(" ");
    if (words !== "" && teller.textContent !== words) teller.textContent = words;
  }
}

// The address names the conversation, so that a reload finds it again.
function address(turns) {
  if (document.querySelector("dialog[open]") !== null) return; // the reader has its own
  const kept = document.querySelectorAll("#thread a.kept");
  const id = kept.length ? kept[kept.length - 1].getAttribute("href").slice(1) : null;
  if (id !== null) setAddress(`?c=${encodeURIComponent(id)}`);
  else if (turns === 0 && shown > 0) setAddress("");
}

function setAddress(query) {
  sessionStorage.setItem(TALK, query);
  if (location.search !== query) history.replaceState(history.state, "", `${location.pathname}${query}`);
}

// A question comes into view when asked; its answer then stands in the room kept for it.
let shown = 0; // turns
let asked = ""; // the id of the turn that is being answered
function watch() {
  lay();
  finish();
  keepPicked();
  const turns = document.querySelectorAll("#thread .turn");
  const waiting = document.querySelector("#thread .turn.waiting");
  if (waiting !== null && waiting.id !== asked) come(waiting);
  tell(turns);
  if (waiting === null && asked) {
    asked = "";
    document.getElementById("thread").style.removeProperty("--held");
  } else if (waiting === null && turns.length !== shown && turns.length > 0) come(turns[turns.length - 1]);
  if (waiting !== null) asked = waiting.id;
  refocus();
  measure(); // a question that was sent has left it
  edit(document.querySelector("#thread .turn.editing"));
  address(turns.length);
  shown = turns.length;
}

// Whoever edits a question goes on typing in its field.
let editing = null;
function edit(turn) {
  const id = turn?.id ?? null;
  if (id !== null && id !== editing) {
    const field = document.querySelector("#question textarea");
    requestAnimationFrame(() => { field?.focus(); field?.select(); });
  }
  editing = id;
}

function come(turn) {
  pick(document.getElementById(turn.id.replace("turn", "evidence")));
  document.getElementById("beside")?.scrollTo({ top: 0 });
  turn.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
}

new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });
watch();
