"use strict";

// A link that opens the app. Browsers do not tell whether they found one for it, but what comes to
// the front takes the keyboard away: the app, or before it the browser's own question, which gives
// it back. A page that keeps the keyboard, or keeps it after the question, was left alone, and says
// what to do instead. It has
//   <a href="…" data-app-link>, <p data-unopened hidden>, or <details data-unopened>, or
//   <p role="status" data-opening="…" data-unopened="…">, which has its words at each moment
// and may have a button that copies a text to the clipboard:
//   <button data-copy="…" hidden>, <span data-copied role="status" data-done="…" data-failed="…">
const START = 6000; // what the app takes to come to the front where it did not run yet
const QUESTION = 6000; // who was away for longer was in the app

const told = document.querySelector("[data-opening]");
let alone = 0; // the timer
let answers = 0; // how often the keyboard may come back without the app having had it
let leftAt = 0;

function say(words) {
  if (told) {
    told.textContent = told.dataset[words];
  }
}

function giveUp() {
  if (!document.hasFocus()) {
    return;
  }
  for (const hint of document.querySelectorAll("[data-unopened]")) {
    hint.hidden = false;
    hint.open = true;
  }
  say("unopened");
}

function hope() {
  clearTimeout(alone);
  alone = setTimeout(giveUp, START);
}

function arrive() {
  clearTimeout(alone);
  answers = 0;
}

function open() {
  say("opening");
  answers = 1;
  hope();
}

function leave() {
  clearTimeout(alone);
  leftAt = performance.now();
}

function comeBack() {
  if (answers > 0 && performance.now() - leftAt < QUESTION) {
    answers -= 1;
    hope();
  } else {
    arrive();
  }
}

async function copy(button) {
  const said = document.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    said.textContent = said.dataset.done;
  } catch {
    said.textContent = said.dataset.failed;
  }
}

for (const link of document.querySelectorAll("[data-app-link]")) {
  link.addEventListener("click", open);
}
addEventListener("blur", leave);
addEventListener("focus", comeBack);
// No question covers the whole page.
document.addEventListener("visibilitychange", arrive);

for (const button of document.querySelectorAll("[data-copy]")) {
  // Browsers have a clipboard for pages behind https only.
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => copy(button));
}
