// What the server is at for the archive page, asked for until it is over, whatever view is shown.
import { above, get, reached, word } from "./reached.js";

const room = () => document.getElementById("archive");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function finds(html, selector) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  return parsed.content.querySelector(selector) !== null;
}

// Put what an address says in the place of that id, where it is shown, while it holds `goingOn`. A
// server that is away, being started anew perhaps, is waited for. `certain`: it is known that
// something was begun.
async function attendTo(path, id, goingOn, certain) {
  for (;;) {
    const answer = await get(path);
    reached(answer, room());
    if (answer?.ok) {
      const html = await answer.text();
      const place = document.getElementById(id);
      if (place !== null && place.innerHTML !== html) place.innerHTML = html;
      // A server tells of what has ended, too: one that knows of nothing is another.
      if (html === "" && certain) above(room(), "anew", word("server-anew"));
      if (!finds(html, goingOn)) return;
      certain ||= finds(html, ".reading, .under-way");
    }
    await pause(answer?.ok ? 700 : 2000);
  }
}

// The page's head says what the archive covers since articles came or went.
async function recount() {
  const answer = await get("articles/coverage");
  const line = document.querySelector("#masthead .coverage");
  if (line !== null && answer?.ok) line.textContent = await answer.text();
}

// How the upload goes.
let following = false;
export async function follow(certain = false) {
  if (following) return;
  following = true;
  await attendTo("articles/intake", "intake", ".stage.reading, .stage.receiving", certain);
  following = false;
  recount();
}

// How withdrawals go; `then` when all are over.
let attending = false;
export async function attend(then) {
  if (attending) return;
  attending = true;
  await attendTo("articles/withdrawals", "withdrawals", ".under-way", true);
  attending = false;
  recount();
  then();
}
