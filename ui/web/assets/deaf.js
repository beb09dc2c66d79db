// A page that hears no more is loaded anew; draft.js keeps what was asked. Gradio's client takes a
// stream of events that its server cut off while no answer was awaited to be open for good, and
// opens no other. So where something was asked and nothing comes, and it is another server that
// answers now than the one that made the page, nothing ever will.
const PATIENCE = 4000; // milliseconds; a full queue takes longer, on the page's own server

// Gradio draws the turns anew, all of them, whenever anything is heard.
const drawn = () => document.querySelector("#thread .turn");

let waiting; // the timer of what was asked last
function asked() {
  const before = drawn();
  clearTimeout(waiting);
  waiting = setTimeout(() => { if (drawn() === before) inquire(); }, PATIENCE);
}

async function inquire() {
  const answer = await fetch("gradio_api/app_id").catch(() => null);
  if (!answer?.ok) return; // it is gone: Gradio says so, and loads the page once it is back
  const { app_id: server } = await answer.json();
  if (server !== window.gradio_config.app_id) location.reload();
}

const at = (event, selector) => event.target instanceof Element && event.target.closest(selector);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && at(event, "#question")) asked();
});
document.addEventListener("click", (event) => {
  if (at(event, "#send, .example")) asked();
});
document.addEventListener("input", (event) => {
  if (at(event, "#act-ask")) asked(); // what act.js passes on
});
