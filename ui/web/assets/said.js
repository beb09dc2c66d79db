// What the shelf's parts share: requests, a line that says what was done, forms in a dialog.

const toast = document.createElement("div");
toast.id = "shelf-toast";
toast.setAttribute("role", "status");
const form = document.createElement("dialog");
form.id = "shelf-form";
document.body.append(toast, form);

// A text of ours that the panel brought along: see ui/web/shelf/panel.py.
export const say = (name) => document.querySelector("#shelf .texts")?.getAttribute(`data-${name}`) ?? "";

const SHOWN = 10_000; // milliseconds
let leaving = 0;

// Say what was done, with a button that does `act`, for a while or as long as it has the focus.
export function tell(text, label = "", act = null) {
  clearTimeout(leaving);
  toast.replaceChildren(text);
  if (act !== null) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      toast.replaceChildren();
      act();
    });
    toast.append(button);
  }
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) leaving = setTimeout(leave, SHOWN);
    else toast.replaceChildren();
  };
  leaving = setTimeout(leave, SHOWN);
}

// What went wrong stands where the reader looks: in the form, if one is open.
function complain(text) {
  if (!form.open) return tell(text);
  const line = form.querySelector(".wrong") ?? document.createElement("p");
  line.className = "wrong";
  line.setAttribute("role", "alert");
  line.textContent = text;
  form.querySelector(".ends").before(line);
}

async function request(path, options) {
  let answer;
  try {
    answer = await fetch(`shelf/${path}`, { cache: "no-store", ...options });
  } catch {
    complain(say("unreachable"));
    return null;
  }
  const text = await answer.text();
  if (answer.ok) return text;
  complain(answer.headers.get("content-type")?.startsWith("text/plain") ? text : say("unreachable"));
  return null;
}

// Both return the answer's HTML; null where there is none, which the reader has been told.
export const get = (path, params = {}) => request(`${path}?${new URLSearchParams(params)}`, {});
export const post = (path, body) =>
  request(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

// Show a form; `send` gets its fields, and a result of null leaves it open. `back` finds what has
// the focus afterwards, where what had it is gone.
export function ask(html, send, back = () => null) {
  form.innerHTML = html;
  const fields = form.querySelector("form");
  form.setAttribute("aria-labelledby", "shelf-form-title");
  form.querySelector(".cancel").addEventListener("click", () => form.close());
  fields.addEventListener("submit", async (event) => {
    event.preventDefault();
    if ((await send(new FormData(fields))) !== null) form.close();
  });
  form.onclose = () => {
    if (document.activeElement === document.body) back()?.focus();
  };
  form.showModal();
  (form.querySelector("textarea") ?? form.querySelector(".cancel")).focus();
}

// Ctrl+Enter sends a form of several lines.
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.querySelector("form")?.requestSubmit();
});
