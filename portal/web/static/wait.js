"use strict";

// A waiting page: counts down, and goes on by itself when the app has answered, to what the page
// names for the stage that was reached, else to itself. It may have
//   data-address="…"            its own address, should it be the answer to a form: neither "reload"
//                               nor "back" sends that form again
//   data-STAGE="…"              where it goes on to
//   <… id="STAGE" hidden>       the words of a stage, with or without a heading: the last ones where
//                               it would go on, and then the page is at that address by itself
//   <… data-until="STAGE …">    what these words take the place of
const box = document.getElementById("wait");
const left = document.getElementById("left");
const bar = document.getElementById("bar");
const offline = document.getElementById("offline");
const full = Number(box.dataset.full || 180);
if (box.dataset.address) {
  history.replaceState(null, "", box.dataset.address);
}

let known = box.dataset.stage || "waiting";
let leaving = false;
let end = performance.now() + Number(box.dataset.left) * 1000;

function show() {
  const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
  const minutes = Math.floor(seconds / 60);
  left.textContent = `${minutes}:${String(seconds % 60).padStart(2, "0")} ${left.dataset.unit}`;
  bar.style.transform = `scaleX(${Math.min(1, seconds / full)})`;
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function look() {
  const url = new URL(box.dataset.state, location.href);
  url.searchParams.set("stage", known);
  const answer = await fetch(url);
  if (!answer.ok) {
    throw new Error(`status ${answer.status}`);
  }
  const told = await answer.json();
  end = performance.now() + told.left * 1000;
  offline.hidden = true;
  return told.stage;
}

function tell(words, stage) {
  words.hidden = false;
  for (const before of document.querySelectorAll(`[data-until~="${stage}"]`)) {
    before.hidden = true;
  }
  const heading = words.querySelector("h1");
  if (heading) {
    document.title = document.title.replace(/^.*(?= – )/, heading.textContent);
    heading.focus();
  }
}

async function wait() {
  for (;;) {
    try {
      const stage = await look();
      // A button of this page ended the login: its answer comes next, and must not be overtaken.
      if (leaving) {
        return;
      }
      const next = box.getAttribute(`data-${stage}`), words = document.getElementById(stage);
      if (words?.hidden) {
        tell(words, stage);
      }
      if (next) {
        if (words) {
          history.replaceState(null, "", next);
        } else {
          location.replace(next);
        }
        return;
      }
      if (words) {
        known = stage;
      } else if (stage !== known) {
        location.reload();
        return;
      }
      await pause(100);
    } catch {
      offline.hidden = false;
      await pause(2000);
    }
  }
}

addEventListener("submit", () => { leaving = true; });
// Back from the browser's cache after a button was used.
addEventListener("pageshow", (event) => { if (event.persisted) { location.reload(); } });

show();
setInterval(show, 1000);
wait();
