// Lines below the question's field that screen readers are told of: there, empty, from the first,
// since what comes together with its words is often not heard.
const NAMES = ["full", "next"];

function line(name) {
  const made = document.createElement("p");
  made.id = name;
  made.setAttribute("role", "status");
  return made;
}

// Gradio lays the page out some time after this script is read, and may lay it out anew.
export function lay() {
  const composer = document.getElementById("composer");
  if (composer === null || document.getElementById(NAMES[0]) !== null) return;
  composer.after(...NAMES.map(line));
}

export function write(name, words) {
  const there = document.getElementById(name);
  if (there !== null && there.textContent !== words) there.textContent = words;
}
