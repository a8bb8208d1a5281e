"use strict";

// A page about a registration: what happens elsewhere, in another tab or at the AOK, is shown by
// itself. The page has
//   <div id="news" data-stage="…"></div>
const news = document.getElementById("news");

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function look() {
  const answer = await fetch(`/registration/state?stage=${news.dataset.stage}`);
  if (!answer.ok) {
    throw new Error(`status ${answer.status}`);
  }
  return (await answer.json()).stage;
}

async function wait() {
  for (;;) {
    try {
      if (await look() !== news.dataset.stage) {
        location.reload();
        return;
      }
      await pause(100);
    } catch {
      await pause(5000);
    }
  }
}

wait();
