"use strict";

// The secret of a mail's link, which stands behind the # or in this page's form, goes along where
// the page leads on to the link's own page: by another language, or once cookies are accepted.
const typed = document.querySelector("input[name=t]");
const secret = typed ? `#t=${typed.value}` : location.hash;
if (secret.startsWith("#t=")) {
  history.replaceState(null, "", location.pathname + location.search);
  for (const link of document.querySelectorAll(".languages a")) {
    link.hash = secret;
  }
  for (const form of typed ? [] : document.forms) {
    form.action += secret;
  }
}
