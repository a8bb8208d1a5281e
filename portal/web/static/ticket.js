"use strict";

// The ticket stands behind the #: it is taken out of the address before anything else happens,
// so that it is neither in the history nor posted twice. What was told is kept with this entry
// of the history, so that the page can be loaded again.
const page = document.getElementById("ticket");
const ticket = new URLSearchParams(location.hash.slice(1)).get("t") || "";
const before = history.state;
keep(ticket ? null : before);

function keep(told) {
  history.replaceState(told, "", location.pathname);
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function show(told) {
  const wanted = page.querySelector(`[data-state="${told.result}"]`);
  for (const section of page.querySelectorAll("[data-state]")) {
    section.hidden = section !== wanted;
  }
  if (told.result === "elsewhere") {
    wanted.querySelector("[data-login]").textContent = told.login;
    wanted.querySelector("[data-login-field]").value = told.login;
  }
  const heading = wanted.querySelector("h1");
  document.title = document.title.replace(/^.*(?= – )/, heading.textContent);
  heading.focus();
}

// What got no answer is asked again: the portal knows this browser and answers the same.
async function ask(address, options) {
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await fetch(address, options);
      if (answer.ok) {
        return await answer.json();
      }
      if (answer.status < 500) {
        return { result: "failed" };
      }
    } catch {
      // The connection broke: below.
    }
    if (tries === 5) {
      return { result: "failed" };
    }
    await pause(1000 * tries);
  }
}

function post() {
  const body = new URLSearchParams({ ticket });
  return ask(page.dataset.post, { method: "POST", body });
}

async function run() {
  let told = ticket ? await post() : before || { result: "gone" };
  keep(told);
  while (told.result === "claimed") {
    told = await ask(`${page.dataset.wait}?th=${encodeURIComponent(told.th)}`, {});
    await pause(100);
  }
  if (told.result === "done") {
    // The tab in front goes on; one that waits for this login says so and stays as it is.
    location.replace("/home");
    return;
  }
  show(told);
}

run();
