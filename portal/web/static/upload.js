"use strict";

// The form works without this. With it files are sent as soon as they are chosen or dropped, with
// a progress bar, the list is renewed in place, and the button to choose has the page's language.
// A second page is shown once it is known to be there, and what has no picture says so.
const form = document.querySelector("form.drop");
const input = form.querySelector('input[type="file"]');
const choose = document.getElementById("choose");
const progress = form.querySelector("[data-progress]");
const bar = form.querySelector("progress");
const status = form.querySelector("[data-status]");
let sending = null;

function say(text) {
  status.textContent = text;
}

// At the field, as the portal's own refusals.
function refuse(text) {
  say("");
  const problem = document.createElement("p");
  problem.className = "field-error";
  problem.textContent = text;
  const alert = document.createElement("div");
  alert.setAttribute("role", "alert");
  alert.append(problem);
  document.getElementById("problems").replaceChildren(alert);
}

function watchPicture(image) {
  const link = image.closest(".thumb"), all = link.parentElement;
  const loaded = () => { link.hidden = false; };
  const failed = () => {
    if (link.hidden) {
      link.remove();
      return;
    }
    const words = document.createElement("p");
    words.className = "small";
    words.textContent = all.dataset.failed;
    all.replaceWith(words);
  };
  if (image.complete) {
    (image.naturalWidth ? loaded : failed)();
  } else {
    image.addEventListener("load", loaded);
    image.addEventListener("error", failed);
  }
}

// Those that are there already are not asked for again.
function takePicturesOver(page) {
  for (const image of page.querySelectorAll(".thumb img")) {
    const shown = document.querySelector(`.thumb img[src="${image.getAttribute("src")}"]`);
    if (shown) {
      image.closest(".thumb").replaceWith(shown.closest(".thumb"));
    }
  }
}

// What is made anew by each answer: what went wrong, the list, and the name of the way round it.
const PARTS = ["problems", "uploads", "later"];

function renew(page) {
  takePicturesOver(page);
  for (const part of PARTS) {
    document.getElementById(part).replaceWith(page.getElementById(part));
  }
  document.querySelectorAll(".thumb img").forEach(watchPicture);
  document.title = page.title;
  // What the address said of the page as it was, holds no more.
  history.replaceState(null, "", location.pathname);
}

function rest() {
  sending = null;
  progress.hidden = true;
  choose.disabled = false;
  form.removeAttribute("aria-busy");
  form.reset();
}

// An error page says in its first sentence what is wrong.
function failure(page) {
  const sentence = page ? page.querySelector("main .lead") : null;
  return sentence ? sentence.textContent.trim() : form.dataset.failed;
}

function show(request, done) {
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
    refuse(failure(page));
    return;
  }
  renew(page);
  const alert = document.querySelector('#problems [role="alert"]');
  say(alert ? "" : done);
  if (alert) {
    alert.focus();
  } else if (progress.contains(focus) || focus === document.body || !document.contains(focus)) {
    choose.focus({ preventScroll: true });
  }
}

// Post to the portal; what went wrong before says nothing of this.
function post(action, body, done) {
  const request = new XMLHttpRequest();
  sending = request;
  request.open("POST", action);
  request.responseType = "document";
  request.onload = () => show(request, done);
  request.onerror = () => {
    rest();
    refuse(form.dataset.failed);
  };
  document.getElementById("problems").replaceChildren();
  form.setAttribute("aria-busy", "true");
  request.send(body);
  return request;
}

function send(files) {
  if (sending || files.length === 0) {
    return;
  }
  const size = Array.from(files, (file) => file.size).reduce((sum, one) => sum + one, 0);
  if (size > Number(document.getElementById("uploads").dataset.left)) {
    refuse(form.dataset.tooBig);
    form.reset();
    return;
  }
  const body = new FormData();
  for (const file of files) {
    body.append(input.name, file);
  }
  bar.value = 0;
  progress.hidden = false;
  choose.disabled = true;
  say(form.dataset.running);
  const request = post(form.action, body, form.dataset.done);
  request.upload.onprogress = (event) => {
    bar.value = event.loaded / event.total;
  };
  request.upload.onload = () => say(form.dataset.checking);
  request.onabort = () => {
    rest();
    say(form.dataset.cancelled);
    choose.focus();
  };
  form.querySelector("[data-cancel]").focus();
}

function drop(carried) {
  const entries = Array.from(carried.items, (item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
  const folder = entries.find((entry) => entry && entry.isDirectory);
  if (folder) {
    refuse(form.dataset.folder.replace("{name}", folder.name));
  } else if (carried.files.length === 0) {
    refuse(form.dataset.noFile);
  } else {
    send(carried.files);
  }
}

document.querySelectorAll(".thumb img").forEach(watchPicture);
for (const part of form.querySelectorAll("[data-plain]")) {
  part.hidden = true;
}
for (const part of form.querySelectorAll("[data-scripted]")) {
  part.hidden = false;
}
form.querySelector("[data-cancel]").addEventListener("click", () => sending && sending.abort());
choose.addEventListener("click", () => input.click());
input.addEventListener("change", () => send(input.files));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send(input.files);
});
document.addEventListener("submit", (event) => {
  const removal = event.target.dataset.removed;
  if (sending) {
    // Going on now would end what is under way.
    event.preventDefault();
  } else if (removal) {
    event.preventDefault();
    post(event.target.action, new URLSearchParams(new FormData(event.target)), removal);
  }
});
for (const name of ["dragenter", "dragover"]) {
  form.addEventListener(name, () => form.classList.add("over"));
}
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  form.classList.remove("over");
  drop(event.dataTransfer);
});
// Beside the field the browser would leave the page and open the file.
for (const name of ["dragenter", "dragover", "drop"]) {
  document.addEventListener(name, (event) => event.preventDefault());
}
