"use strict";

// Shows an institution's name as soon as its IK number is complete. The page has
//   <input id="ik">
//   <output id="ik-name" for="ik" data-no-ik="…" data-unknown="…"></output>
//   <div id="unknown-institution" hidden> … #institution and #postal_code … </div>
// The two texts say what is wrong with the number, and what to do when the directory does not have
// it: the fields of the block are shown and required then. Without this script the portal shows
// the block in its answer to the form.
const ik = document.getElementById("ik");
const shown = document.getElementById("ik-name");
const unknown = document.getElementById("unknown-institution");
let asked = "";

function typed() {
  return ik.value.normalize("NFKC").replace(/[\s./-]/g, "");
}

// What the portal said about another number is not true of this one.
function forget() {
  const error = document.getElementById("ik-error");
  if (error) {
    error.remove();
    ik.removeAttribute("aria-invalid");
    ik.setAttribute("aria-describedby", "ik-hint");
  }
}

function show(text, isUnknown) {
  shown.textContent = text;
  unknown.hidden = !isUnknown;
  for (const field of unknown.querySelectorAll("input")) {
    field.required = isUnknown;
  }
}

async function find(number) {
  const answer = await fetch(`/institutions/${number}`);
  const told = await answer.json();
  // Something else was typed in the meantime.
  if (number !== typed()) {
    return;
  }
  if (answer.ok) {
    show(`${told.name}, ${told.city}`, false);
  } else if (told.problem === "unknown") {
    show(shown.dataset.unknown, true);
  } else if (told.problem) {
    // The portal may have said so already.
    show(document.getElementById("ik-error") ? "" : shown.dataset.noIk, false);
  }
}

function ask(number) {
  asked = number;
  if (/^[0-9]{9}$/.test(number)) {
    // Without an answer the form says it later.
    find(number).catch(() => { asked = ""; });
  }
}

ik.addEventListener("input", () => {
  const number = typed();
  if (number !== asked) {
    forget();
    show("", false);
    ask(number);
  }
});
// The browser may have filled the field in, or the form came back with a mistake elsewhere.
ask(typed());
