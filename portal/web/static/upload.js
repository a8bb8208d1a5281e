"use strict";

// The form works without this. With it files are sent as soon as they are chosen or dropped, with
// a progress bar, and the list is renewed in place.
const form = document.querySelector("form.drop");
const input = form.querySelector('input[type="file"]');
const progress = form.querySelector("[data-progress]");
const bar = form.querySelector("progress");
const status = form.querySelector("[data-status]");
let sending = null;

function say(text) {
  status.textContent = text;
}

// What is made anew by each answer: what went wrong, the list, and the name of the way round it.
const PARTS = ["problems", "uploads", "later"];

function renew(page) {
  for (const part of PARTS) {
    document.getElementById(part).replaceWith(page.getElementById(part));
  }
  document.title = page.title;
}

function rest() {
  sending = null;
  progress.hidden = true;
  input.disabled = false;
  form.removeAttribute("aria-busy");
  form.reset();
}

// An error page says in its first notice what is wrong.
function failure(page) {
  const notice = page ? page.querySelector("main .notice") : null;
  return notice ? notice.textContent.trim() : form.dataset.failed;
}

function show(request) {
  const page = request.response;
  const known = page && PARTS.every((part) => page.getElementById(part));
  const focus = document.activeElement;
  if (!known && request.status < 400 && request.responseURL) {
    // Meanwhile this browser works on no registration any more.
    location.assign(request.responseURL);
    return;
  }
  rest();
  if (!known) {
    say(failure(page));
    return;
  }
  renew(page);
  const summary = document.querySelector("#problems .summary");
  say(summary ? "" : form.dataset.done);
  if (summary) {
    summary.focus();
  } else if (progress.contains(focus) || !document.contains(focus)) {
    input.focus();
  }
}

function send(files) {
  if (sending || files.length === 0) {
    return;
  }
  const size = Array.from(files, (file) => file.size).reduce((sum, one) => sum + one, 0);
  if (size > Number(document.getElementById("uploads").dataset.left)) {
    say(form.dataset.tooBig);
    form.reset();
    return;
  }
  const body = new FormData();
  for (const file of files) {
    body.append(input.name, file);
  }
  const request = new XMLHttpRequest();
  sending = request;
  request.open("POST", form.action);
  request.responseType = "document";
  request.upload.onprogress = (event) => {
    bar.value = event.loaded / event.total;
  };
  request.upload.onload = () => say(form.dataset.checking);
  request.onload = () => show(request);
  request.onerror = () => {
    rest();
    say(form.dataset.failed);
  };
  request.onabort = () => {
    rest();
    say(form.dataset.cancelled);
    input.focus();
  };
  // What went wrong with the last ones says nothing of these.
  document.getElementById("problems").replaceChildren();
  bar.value = 0;
  progress.hidden = false;
  input.disabled = true;
  form.setAttribute("aria-busy", "true");
  say(form.dataset.running);
  request.send(body);
  form.querySelector("[data-cancel]").focus();
}

form.querySelector("[data-plain]").hidden = true;
form.querySelector("[data-drop]").hidden = false;
form.querySelector("[data-cancel]").addEventListener("click", () => sending && sending.abort());
input.addEventListener("change", () => send(input.files));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send(input.files);
});
for (const name of ["dragenter", "dragover"]) {
  form.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
}
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  send(event.dataTransfer.files);
});
