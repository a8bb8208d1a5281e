"use strict";

// A link that opens the app. Browsers do not tell whether they found one for it: where the page
// still has the keyboard after a moment, or gets it back, nothing may have happened, and the page
// says what to do instead. It has
//   <a href="…" data-app-link>, <p data-unopened hidden>, or <details data-unopened>
// and may have a button that copies a text to the clipboard:
//   <button data-copy="…" hidden>, <span data-copied role="status" data-done="…" data-failed="…">
const MOMENT = 2000;

function say() {
  for (const hint of document.querySelectorAll("[data-unopened]")) {
    hint.hidden = false;
    hint.open = true;
  }
}

function watch() {
  setTimeout(() => {
    if (document.hasFocus()) {
      say();
    } else {
      // The app is in front, or the browser's question: perhaps it was answered by "no".
      addEventListener("focus", say, { once: true });
    }
  }, MOMENT);
}

async function copy(button) {
  const told = document.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    told.textContent = told.dataset.done;
  } catch {
    told.textContent = told.dataset.failed;
  }
}

for (const link of document.querySelectorAll("[data-app-link]")) {
  link.addEventListener("click", watch);
}
for (const button of document.querySelectorAll("[data-copy]")) {
  // Browsers have a clipboard for pages behind https only.
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => copy(button));
}
