// What a server said, or that it said nothing: told to the reader in the same words by every page.

// A text of ours that the page's head brings along: see ui/web/static.py.
export const word = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

// A whole number as the page writes it.
export const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, () => word("number-thousands"));

// Why an answer of the server is none, in words; blank where it is one. Null: it cannot be reached.
export function wrong(answer) {
  if (answer === null) return word("server-unreachable");
  return answer.ok ? "" : word("server-failed").replace("{status}", answer.status);
}

// Say above a place, once, that the server does not answer as it should; take it back when it does.
export function reached(answer, place) {
  const words = wrong(answer);
  if (words === "") document.getElementById("lost")?.remove();
  else if (place !== null) above(place, "lost", words);
}

// Say something above a place, in a line that is there once.
export function above(place, id, words) {
  const there = document.getElementById(id);
  if (there?.textContent === words) return;
  const line = there ?? document.createElement("p");
  line.id = id;
  line.className = "above";
  line.setAttribute("role", "alert");
  line.textContent = words;
  place.before(line);
}

// Whether an answer is HTML of ours: what else a server says of a failure is nobody's words.
export const isHtml = (answer) => answer.headers.get("content-type")?.startsWith("text/html") ?? false;

// The words of a refusal, whose body is JSON of ours.
export async function told(answer) {
  if (answer === null) return wrong(null);
  const body = await answer.json().catch(() => ({}));
  if (typeof body.detail !== "string") return wrong(answer);
  return [body.detail, body.hint].filter(Boolean).join(" ");
}

// Null where the server cannot be reached.
export const get = (path) => fetch(path).catch(() => null);
export const post = (path, body) =>
  fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body ?? {}),
  }).catch(() => null);
