// Buttons of our own HTML that Python is to hear of: see ui/web/bus.py.
let count = 0;

// Tell Python that `verb` was chosen for `about`.
export function act(verb, about) {
  const field = document.querySelector("#act :is(textarea, input)");
  if (field === null) return;
  count += 1;
  field.value = `${verb}\t${about}\t${count}`;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target.closest("button.act") : null;
  if (at !== null) act(at.name, at.value);
});
