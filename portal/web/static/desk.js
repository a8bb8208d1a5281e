"use strict";

// A ready-made sentence goes into the text at once, behind what stands there already.
document.querySelectorAll("a[data-fill]").forEach((link) => {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const field = document.getElementById(link.dataset.fill);
    const before = field.value.trim();
    if (!before.includes(link.dataset.text)) {
      field.value = before ? before + "\n" + link.dataset.text : link.dataset.text;
    }
    field.focus();
  });
});

// A preview takes its own shape once it is there; a strip keeps a height in which it can be read.
const STRIP = 3;
document.querySelectorAll(".preview img").forEach((image) => {
  const waiting = image.closest(".preview").querySelector(".loading");
  const loaded = () => {
    waiting.hidden = true;
    image.classList.add("loaded");
    image.classList.toggle("wide", image.naturalWidth > STRIP * image.naturalHeight);
  };
  const failed = () => {
    waiting.textContent = image.dataset.failed;
    waiting.className = "notice warning";
    waiting.removeAttribute("aria-hidden");
    image.closest("a").hidden = true;
  };
  image.addEventListener("load", loaded);
  image.addEventListener("error", failed);
  if (image.complete) {
    (image.naturalWidth ? loaded : failed)();
  }
});
