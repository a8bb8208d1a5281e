"use strict";

// The list of mails as it is now, without a reload: a mail that is being read stays open.
const told = document.getElementById("told");
const words = document.body.dataset;
let revision = words.revision;
let failures = 0;
let leaving = false;

async function refresh() {
  const answer = await fetch(location.href, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focused = document.activeElement?.getAttribute("href");
  const before = document.querySelectorAll("#mails li").length;
  for (const id of ["mails", "empty"]) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (old && fresh) {
      old.replaceWith(fresh);
    }
  }
  document.title = page.title;
  const links = [...document.querySelectorAll("#mails a")];
  links.find((link) => link.getAttribute("href") === focused)?.focus();
  if (links.length > before) {
    document.getElementById("arrived").textContent =
      `${words.arrived} ${links[0].querySelector("strong").textContent}`;
  }
}

async function wait() {
  for (;;) {
    try {
      const answer = await fetch(`/news?known=${revision}`);
      if (!answer.ok) {
        throw new Error(`status ${answer.status}`);
      }
      const news = (await answer.json()).revision;
      if (news !== revision) {
        await refresh();
        revision = news;
      }
      failures = 0;
    } catch {
      failures += 1;
      if (leaving) {
        return;
      }
      if (failures > 1) {
        told.textContent = words.ended;
        told.hidden = false;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}

addEventListener("pagehide", () => { leaving = true; });
addEventListener("submit", (event) => {
  const button = event.target.querySelector("button");
  button.disabled = true;
  button.textContent = words.wait;
});
addEventListener("pageshow", (event) => { if (event.persisted) { location.reload(); } });
// What was said once is not said again after a reload.
if (location.pathname === "/") {
  history.replaceState(null, "", "/");
}
wait();
