"use strict";

// The ticket stands behind the #: it is taken out of the address before anything else happens,
// so that it is neither in the history nor posted twice.
const page = document.getElementById("ticket");
const ticket = new URLSearchParams(location.hash.slice(1)).get("t") || "";
history.replaceState(null, "", location.pathname);

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function show(told) {
  const wanted = page.querySelector(`[data-state="${told.result}"]`);
  for (const section of page.querySelectorAll("[data-state]")) {
    section.hidden = section !== wanted;
  }
  const login = wanted.querySelector("[data-login]");
  if (login) {
    login.textContent = told.login;
  }
  const heading = wanted.querySelector("h1");
  document.title = `${heading.textContent} – ${document.title.split(" – ").slice(1).join(" – ")}`;
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
      // Below.
    }
    if (tries === 5) {
      return { result: "failed" };
    }
    await pause(1000 * tries);
  }
}

async function run() {
  if (!ticket) {
    show({ result: "gone" });
    return;
  }
  const body = new URLSearchParams({ ticket });
  let told = await ask(page.dataset.post, { method: "POST", body });
  while (told.result === "claimed") {
    told = await ask(page.dataset.wait, {});
    await pause(100);
  }
  if (told.result === "done" && page.dataset.wait) {
    location.replace("/home");
    return;
  }
  show(told);
}

run();
