"use strict";

// Says how many rows are chosen and what they come to, and chooses all rows of the page.
const form = document.querySelector("form.chosen");
if (form) {
  const said = document.getElementById("chosen");
  const all = document.getElementById("all");
  const boxes = [...form.querySelectorAll("input[name=id]")];
  const money = new Intl.NumberFormat(document.documentElement.lang, {
    style: "currency",
    currency: "EUR",
  });

  const say = () => {
    const chosen = boxes.filter((box) => box.checked);
    const cents = chosen.reduce((sum, box) => sum + Number(box.dataset.cents), 0);
    const words = { 0: form.dataset.none, 1: form.dataset.one }[chosen.length] ?? form.dataset.some;
    said.textContent = words
      .replace("{number}", String(chosen.length))
      .replace("{amount}", money.format(cents / 100));
    all.checked = chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  };

  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) {
      box.checked = all.checked;
    }
    say();
  });
  form.addEventListener("change", say);
  // A browser that comes back to the page fills in what was chosen, after this script.
  window.addEventListener("pageshow", say);
  say();
}
