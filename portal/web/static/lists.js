"use strict";

// Lists of which rows are chosen, and which filters narrow.
//   <form class="chosen" data-none data-one data-some data-first>
//     <output id="chosen">      how many rows are chosen, and what they come to: {number}, {amount}
//     <input id="all" hidden>   chooses all rows of the page
//     <input id="every">        chooses those of all pages, which are called data-said
//     <td><input type="checkbox" data-cents="…">
//     <span data-new>           says that a row is new, until it is opened or downloaded, which
//                               data-fetched says of those that are chosen
//   Its buttons wait until a row is chosen; data-first is what is said when one is pressed before.
//   <form class="filters">      what is changed in it is shown at once
//     <output id="found">       says how many there are now, in the words of data-found; it is seen
//                               where the page that is fetched shows its own
//   <div id="list">             what the filters narrow; it has no focus while they are changed
//   <button data-print hidden>  prints the page
const money = new Intl.NumberFormat(document.documentElement.lang, {
  style: "currency",
  currency: "EUR",
});

function prepareChoice() {
  const form = document.querySelector("form.chosen");
  const boxes = form ? [...form.querySelectorAll("tbody input[type=checkbox]")] : [];
  if (!boxes.length) {
    return;
  }
  const said = document.getElementById("chosen");
  const all = document.getElementById("all");
  const every = document.getElementById("every");
  const buttons = form.querySelectorAll("button[type=submit]");

  const takeNew = (row) => row.querySelector("[data-new]")?.remove();
  const tick = (isTicked) => {
    for (const box of boxes) {
      box.checked = isTicked;
    }
  };
  const say = () => {
    const chosen = boxes.filter((box) => box.checked);
    const cents = chosen.reduce((sum, box) => sum + Number(box.dataset.cents ?? 0), 0);
    const words = { 0: form.dataset.none, 1: form.dataset.one }[chosen.length] ?? form.dataset.some;
    const here = words
      .replace("{number}", String(chosen.length))
      .replace("{amount}", money.format(cents / 100));
    said.textContent = every?.checked ? every.dataset.said : here;
    delete said.dataset.state;
    all.checked = chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && !all.checked;
    for (const button of buttons) {
      button.setAttribute("aria-disabled", String(chosen.length === 0));
    }
  };

  all.hidden = false;
  all.addEventListener("change", () => tick(all.checked));
  form.addEventListener("change", (event) => {
    if (event.target === every) {
      tick(every.checked);
    } else if (every && !boxes.every((box) => box.checked)) {
      every.checked = false;
    }
    say();
  });
  form.addEventListener("submit", (event) => {
    if (!boxes.some((box) => box.checked)) {
      event.preventDefault();
      said.textContent = form.dataset.first;
      said.dataset.state = "wrong";
      // The pressed button may be far below what is to be ticked.
      said.scrollIntoView({ block: "center" });
      boxes[0].focus({ preventScroll: true });
    } else if (event.submitter?.value === "download") {
      // The page stays as it is while the file comes.
      for (const box of boxes.filter((box) => box.checked)) {
        takeNew(box.closest("tr"));
      }
      said.textContent = form.dataset.fetched;
    }
  });
  form.addEventListener("click", (event) => {
    if (event.target.closest("tbody a")) {
      takeNew(event.target.closest("tr"));
    }
  });
  // A browser that comes back to the page fills in what was chosen, after this script.
  window.addEventListener("pageshow", say);
  say();
}

let asked = new AbortController();

function addressOf(filters) {
  const given = [...new FormData(filters)].filter(([, value]) => value !== "");
  const address = new URL(filters.action);
  address.search = new URLSearchParams(given);
  return address;
}

async function showAnew(filters) {
  asked.abort();
  asked = new AbortController();
  const address = addressOf(filters), { signal } = asked;
  let shown;
  try {
    const answer = await fetch(address, { signal });
    if (!answer.ok || answer.redirected) {
      throw new Error(`status ${answer.status}`);
    }
    shown = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["list", "narrowed"]) {
      document.getElementById(id).replaceWith(shown.getElementById(id));
    }
  } catch (problem) {
    if (!signal.aborted) {
      location.assign(address);
    }
    return;
  }
  history.replaceState(null, "", address);
  prepareChoice();
  const found = document.getElementById("found");
  found.className = shown.getElementById("found").className;
  found.textContent = document.getElementById("list").dataset.found;
}

for (const filters of document.querySelectorAll("form.filters:has(#found)")) {
  filters.addEventListener("change", () => showAnew(filters));
  filters.addEventListener("submit", (event) => {
    event.preventDefault();
    showAnew(filters);
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
prepareChoice();
