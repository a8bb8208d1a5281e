"use strict";

// A page with several forms: the buttons of the languages send along the one that was typed into
// last, so that it is there again in the other language.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || form.id === "typed") {
    return;
  }
  document.getElementById("typed").removeAttribute("id");
  form.id = "typed";
  for (const button of document.querySelectorAll(".languages button")) {
    const url = new URL(button.formAction);
    url.searchParams.set("from", new URL(form.action).pathname);
    button.formAction = url;
  }
});
