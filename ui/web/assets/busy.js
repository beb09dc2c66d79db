// While a question is being answered nothing else is asked: only the Stop button is heard, and
// whoever presses another is told so. A question whose Enter came meanwhile is asked once the
// answer stands.
import { said } from "./ask.js";

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

let next = null; // looks whether the question that waits can be asked; null: none waits
function wait() {
  if (next !== null) return;
  tell(said("next"));
  let begun = false; // Gradio drops a press that comes before its last event is through
  next = setInterval(() => {
    if (field() === null || field().value.trim() === "" || (begun && running())) forget();
    else if (!running()) {
      begun = true;
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

function tell(words) {
  let line = document.getElementById("next");
  if (line === null) {
    line = document.createElement("p");
    line.id = "next";
    line.setAttribute("role", "status");
    document.getElementById("composer").after(line);
  }
  line.textContent = words;
}

// Whoever stops the answer, or asks otherwise, asks anew.
document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  if (next !== null && at?.closest("#stop, #again, #shelf")) forget();
}, true);
