// Feedback on answers: the row below a turn says what the server keeps, also after Gradio redraws.
import { ask, get, post, say, tell } from "./said.js";

const rows = new Map(); // id of a row -> its HTML, where it was changed on this page
let edition = 0;

function placeOf(row) {
  const [id, turn] = row.id.replace("feedback-", "").split("-");
  return { id, turn: Number(turn) };
}

function keep(id, html) {
  edition += 1;
  rows.set(id, { html, edition: String(edition) });
  put();
}

// Gradio's sanitiser drops ARIA; a turn drawn again is as it was when it was answered.
function put() {
  for (const [id, { html, edition: newest }] of rows) {
    const row = document.getElementById(id);
    if (row === null) rows.delete(id); // gone, or asked again: what comes next is newer
    if (row === null || row.dataset.edition === newest) continue;
    const focused = row.contains(document.activeElement) ? document.activeElement.value : null;
    row.innerHTML = html.replace(/^<span[^>]*>|<\/span>$/g, "");
    row.dataset.edition = newest;
    if (focused !== null) row.querySelector(`button[value="${focused}"]`)?.focus();
  }
  for (const button of document.querySelectorAll(".feedback .rate")) {
    const on = String(button.classList.contains("on"));
    if (button.getAttribute("aria-pressed") !== on) button.setAttribute("aria-pressed", on);
  }
}

async function rate(row, verdict, reason = "") {
  const html = await post("rate", { ...placeOf(row), verdict, reason });
  if (html !== null) keep(row.id, html);
  return html;
}

// Where the row is now, its button that is lit.
const lit = (row) => document.getElementById(row.id)?.querySelector(".rate.on");

async function reason(row) {
  const { id, turn } = placeOf(row);
  const html = await get(`reason/${id}/${turn}`);
  if (html !== null) ask(html, (fields) => rate(row, "dislike", fields.get("reason")), () => lit(row));
}

async function question(row) {
  const { id, turn } = placeOf(row);
  const html = await get(`question/${id}/${turn}`);
  if (html === null) return;
  ask(html, async (fields) => {
    const made = await post("question", {
      id,
      turn,
      accepted: fields.get("accepted"),
      articles: fields.get("articles"),
      nothing: fields.has("nothing"),
    });
    if (made !== null) {
      keep(row.id, made);
      tell(say("added"));
    }
    return made;
  }, () => lit(row));
}

async function press(row, button) {
  const back = button.classList.contains("on");
  const done = await rate(row, back ? null : button.value);
  if (done === null) return;
  if (back) tell(say("taken_back"));
  else if (button.value === "dislike") reason(row);
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest(".feedback button") : null;
  if (button === null) return;
  const row = button.closest(".feedback");
  if (button.name === "rate") press(row, button);
  else if (button.value === "reason") reason(row);
  else if (button.value === "question") question(row);
});

new MutationObserver(put).observe(document.body, { childList: true, subtree: true });
put();
