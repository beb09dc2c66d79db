// Adding files on the archive page: they are chosen, sent one after the other, then read.
import { number, post, told, word } from "./reached.js";
import { follow } from "./underway.js";

function refuse(form, words) {
  const line = document.createElement("li");
  line.textContent = words;
  form.parentNode.querySelector(".refused").append(line);
}

export async function send(form) {
  const button = form.querySelector("button[type=submit]");
  const field = form.querySelector("input[type=file]");
  const files = [...field.files];
  form.parentNode.querySelector(".refused").replaceChildren();
  document.getElementById("intake").replaceChildren();
  button.disabled = true;
  const begun = await post("articles/upload/begin");
  if (!begun?.ok) {
    refuse(form, await told(begun));
    button.disabled = false;
    return;
  }
  const { token } = await begun.json();
  form.classList.add("sending");
  for (const file of files) {
    const query = new URLSearchParams({ token, name: file.name });
    const answer = await fetch(`articles/upload/file?${query}`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: file,
    }).catch(() => null);
    if (answer === null) refuse(form, `${file.name}: ${word("server-unreachable")}`);
    else if (!answer.ok) refuse(form, await told(answer));
    if (answer?.status === 507) break; // the disk is full: so it will be for the others
  }
  form.classList.remove("sending");
  const [publisher, language] = ["publisher", "language"].map((name) => form.elements[name].value);
  const reading = await post("articles/upload/read", { token, publisher, language });
  if (!reading?.ok) {
    if (!form.parentNode.querySelector(".refused li")) refuse(form, await told(reading));
    button.disabled = false;
    return;
  }
  field.value = "";
  chosen(form);
  follow(true);
}

export function chosen(form) {
  const files = [...form.querySelector("input[type=file]").files];
  const lines = files.map((file) => {
    const line = document.createElement("li");
    const size = number(Math.max(1, Math.round(file.size / 1000)));
    line.textContent = word("archive-file_size").replace("{size}", () => size).replace("{name}", () => file.name);
    return line;
  });
  form.querySelector(".chosen").replaceChildren(...lines);
  form.querySelector("button[type=submit]").disabled = files.length === 0;
}

export function dropped(event) {
  const drop = event.target.closest?.("#archive .drop");
  if (!drop) return;
  event.preventDefault();
  drop.classList.toggle("over", event.type === "dragover");
  if (event.type !== "drop") return;
  drop.querySelector("input").files = event.dataTransfer.files;
  chosen(drop.form ?? drop.closest("form"));
}
