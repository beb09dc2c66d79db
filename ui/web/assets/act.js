// Buttons of our own HTML that Python is to hear of: see ui/web/bus.py.
let count = 0;

// Tell a room's Python that `verb` was chosen for `about`.
export function act(room, verb, about) {
  const field = document.querySelector(`#act-${room} :is(textarea, input)`);
  if (field === null) return;
  count += 1;
  field.value = `${verb}\t${about}\t${count}`;
  field.dispatchEvent(new Event("input", { bubbles: true })); // Gradio's copy of the value
  field.dispatchEvent(new KeyboardEvent("keypress", { bubbles: true })); // and its `input` event
}

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target.closest("button.act") : null;
  if (at === null) return;
  const [room, ...verb] = at.name.split("_");
  act(room, verb.join("_"), at.value);
});
