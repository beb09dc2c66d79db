// The fields above the archive's list: the address that they ask for, and when it is gone to.

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
