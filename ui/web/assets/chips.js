// Chips above an answer: a click opens the sheet in which its part is changed.
import { act } from "./act.js";
import { hold } from "./ask.js";

let about = ""; // the turn and the part that the open sheet is for
let before = ""; // what it began with

const values = (sheet) =>
  [...sheet.querySelectorAll("input")]
    .filter((field) => field.type !== "checkbox" || field.checked)
    .map((field) => field.value);

function open(chip) {
  const sheet = document.getElementById(`editor-${chip.name}`);
  if (!(sheet instanceof HTMLDialogElement)) return;
  const now = [...chip.querySelectorAll(".now")].map((one) => one.textContent);
  [...sheet.querySelectorAll("input")].forEach((field, at) => {
    if (field.type === "checkbox") field.checked = now.includes(field.value);
    else field.value = now[at] ?? "";
  });
  about = chip.value;
  before = values(sheet).join("\n");
  sheet.showModal();
  place(sheet, chip);
  sheet.querySelector("input:checked, input")?.focus();
}

// Below its chip where there is room; on a narrow page the style centres it.
function place(sheet, chip) {
  const at = chip.getBoundingClientRect();
  const room = document.documentElement.clientHeight - sheet.offsetHeight - 12;
  sheet.style.setProperty("--x", `${Math.round(Math.max(12, at.left))}px`);
  sheet.style.setProperty("--y", `${Math.round(Math.max(12, Math.min(at.bottom + 6, room)))}px`);
}

function apply(sheet) {
  const wrong = [...sheet.querySelectorAll("input")].find((field) => !field.checkValidity());
  if (wrong) return void wrong.reportValidity();
  const given = values(sheet);
  sheet.close();
  if (given.join("\n") === before) return;
  hold(about.split(" ")[0]);
  act("ask", "change", [about, ...given].join("\n"));
}

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  const chip = at?.closest("button.chip-open:not(.act)");
  if (chip) return open(chip);
  const done = at?.closest("dialog.editor button.apply");
  if (done) apply(done.closest("dialog"));
});

document.addEventListener("keydown", (event) => {
  const sheet = event.target instanceof Element ? event.target.closest("dialog.editor") : null;
  if (event.key !== "Enter" || sheet === null || event.target instanceof HTMLButtonElement) return;
  event.preventDefault();
  apply(sheet);
});
