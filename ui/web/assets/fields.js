// The fields above the archive's list: the address that they ask for, when it is gone to, and what
// is being typed in them while the list is shown anew.

// The page's address after a form: fields left blank say nothing.
export function addressOf(form) {
  const given = [...new FormData(form)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(given).toString();
  return query === "" ? "archive" : `archive?${query}`;
}

// A date that is typed is another valid one at nearly every key: it counts once its field is left.
let typed = null; // the date field that keys are being pressed in
const CHANGING = /^(\d|ArrowUp|ArrowDown|Backspace|Delete)$/;

export function onKey(event) {
  if (event.target.type === "date" && CHANGING.test(event.key) && !event.altKey) typed = event.target;
}

// Whether what has changed holds as it stands.
export const isChosen = (field) => field.type !== "search" && field !== typed;

// Whether a date field is left with another date than it came with. What is pressed then comes first.
export function isLeft(event) {
  const field = event.target;
  if (field !== typed) return false;
  typed = null;
  const presses = event.relatedTarget?.closest?.("a, button") ?? null;
  return field.isConnected && presses === null && field.value !== field.defaultValue;
}

// Put a view's HTML in its place. The field that is typed in stays as it is, and in the view of
// the `same` address so do all fields, where one was changed.
export function put(place, html, same) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  const [form, newer] = [place, fresh].map((one) => one.querySelector(".view > form.fields"));
  const alike = form !== null && newer !== null && form.parentNode.className === newer.parentNode.className;
  if (!alike || !inputs(form).some((one) => isKept(one, same))) return place.replaceChildren(...fresh.childNodes);
  place.querySelector(".tabs").replaceWith(fresh.querySelector(".tabs"));
  for (const one of [...form.parentNode.childNodes]) if (one !== form) one.remove();
  const around = [...newer.parentNode.childNodes];
  form.before(...around.slice(0, around.indexOf(newer)));
  form.after(...around.slice(around.indexOf(newer) + 1));
  if (!same) renew(form, newer);
}

const inputs = (form) => [...form.querySelectorAll("input:not([type=hidden])")];
const isKept = (field, same) => field === document.activeElement || (same && field.value !== field.defaultValue);

// All fields say what the address says; in that with the focus what is typed stays, and not what
// was picked: that has gone into an address, which may have been left since.
function renew(form, newer) {
  const kept = document.activeElement;
  const parts = (one) => [...one.querySelectorAll(".words-line > *, .narrow > *")];
  const fresh = parts(newer);
  for (const [at, one] of parts(form).entries()) if (!one.contains(kept)) one.replaceWith(fresh[at]);
  for (const one of form.querySelectorAll("input[type=hidden]")) one.remove();
  form.append(...newer.querySelectorAll("input[type=hidden]"));
  const { defaultValue } = newer.querySelector(`#${kept.id}`);
  if (isChosen(kept) || kept.value === kept.defaultValue) kept.value = defaultValue;
  if (kept.defaultValue !== defaultValue) kept.defaultValue = defaultValue;
}
