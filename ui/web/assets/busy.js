// While a question is being answered nothing else is asked: only the Stop button is heard, and
// whoever presses another is told so. A question whose Enter came meanwhile is asked once the
// answer stands.
import { said } from "./ask.js";
import { write } from "./lines.js";

const AGAIN = 3000; // milliseconds until Send is pressed once more; Gradio drops a press too early
const SETTLED = 300; // after the answer stands, by when its last event is through

const running = () => document.querySelector("#thread .turn.running") !== null;
const field = () => document.querySelector("#question textarea");

function busy(event) {
  const at = event.target instanceof Element ? event.target : null;
  const enter = event.type === "keydown" && event.key === "Enter" && !event.shiftKey && at?.closest("#question");
  const asks = enter || (event.type === "click" && at?.closest("button[name^=ask_], button.chip-open"));
  if (!asks || !running()) return;
  event.preventDefault();
  event.stopPropagation();
  if (enter && !event.isComposing && field().value.trim() !== "") wait();
  else if (!enter && next === null) refuse();
}
document.addEventListener("click", busy, true);
document.addEventListener("keydown", busy, true);

const toasts = () => document.querySelectorAll(".toast-wrap .toast-body.error").length;

let next = null; // looks whether the question that waits can be asked; null: none waits
function wait() {
  if (next !== null) return;
  tell(said("next"));
  let due = Infinity; // when Send is to be pressed
  let before = Infinity; // toasts that there were when it was; a new one is a refusal
  next = setInterval(() => {
    const pressed = before !== Infinity;
    if (field() === null || field().value.trim() === "" || (pressed && (running() || toasts() > before))) forget();
    else if (running()) due = Infinity;
    else if (due === Infinity) due = performance.now() + SETTLED;
    else if (performance.now() >= due) {
      due = performance.now() + AGAIN;
      before = toasts();
      document.getElementById("send")?.click();
    }
  }, 100);
}

let refused = null; // looks whether the answer stands, after a press that was not heard
function refuse() {
  tell(said("busy"));
  refused ??= setInterval(() => {
    if (running()) return;
    clearInterval(refused);
    refused = null;
    if (next === null) tell("");
  }, 100);
}

function forget() {
  clearInterval(next);
  next = null;
  tell("");
}

const tell = (words) => write("next", words);

// Whoever stops the answer, or asks otherwise, asks anew.
document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  if (next !== null && at?.closest("#stop, #again, #shelf")) forget();
}, true);
