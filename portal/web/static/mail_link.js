"use strict";

// The secret of a mail's link stands behind the #, where no server on the way reads it. It is taken
// out of the address and posted, as if the user had copied the link into the field.
const field = document.getElementById("link");

function post() {
  const secret = new URLSearchParams(location.hash.slice(1)).get("t");
  history.replaceState(null, "", location.pathname);
  if (secret) {
    field.value = secret;
    field.form.submit();
  }
}

// Where this page is open already, a link in the address bar loads nothing anew.
addEventListener("hashchange", post);
post();
