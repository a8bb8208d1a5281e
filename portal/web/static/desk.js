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
