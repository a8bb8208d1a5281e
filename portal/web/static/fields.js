"use strict";

// Says beside a field what is right or wrong while a form is filled in. Without this script the
// portal says the same in its answer to the form. The page may have
//   <p class="field-error" id="NAME-error">       what the portal said of the field #NAME
//   <output id="ik-answer" data-unknown="…">      the institution of #ik; the text is for an
//   <div id="unknown-institution" hidden>         unknown one, which this block then asks for;
//                                                 data-earlier has its fields by IK numbers
//   <output id="phone-answer" data-read="…">      the telephone number as it is kept
//   <output id="email_again-answer" data-same="…" data-other="…">
//   <input data-page-as-answer disabled>          says that the answer may be the next page itself,
//                                                 which has a script that takes its own address
// All words stand in a place of their own, so that nothing moves when they come and go.
const MANY_DIGITS = 9;

// In WebKit "reload" sends the form again all the same (docs/adr/0043-page-as-answer.md).
for (const each of document.querySelectorAll("[data-page-as-answer]")) {
  each.disabled = navigator.vendor.startsWith("Apple");
}

function field(name) {
  return document.getElementById(name);
}

function say(name, text, state) {
  const answer = field(`${name}-answer`);
  answer.textContent = text;
  answer.dataset.state = text && state;
}

// What the portal said of another value is not true of this one. The words keep their place.
function takeBack(changed) {
  const error = field(`${changed.id}-error`);
  if (error && !error.classList.contains("past")) {
    error.classList.add("past");
    changed.removeAttribute("aria-invalid");
    const others = changed.getAttribute("aria-describedby").split(" ").filter((id) => id !== error.id);
    changed.setAttribute("aria-describedby", others.join(" "));
    document.querySelector(`.summary a[href="#${changed.id}"]`)?.parentElement.classList.add("past");
  }
}

for (const each of document.querySelectorAll("[aria-invalid]")) {
  each.addEventListener("input", () => takeBack(each));
}

// The institution.
let asked = "";

// What the same provider has said of this number before; what is typed stays.
let filledIn = {};

function fillIn(earlier) {
  for (const name of ["institution", "postal_code"]) {
    const one = field(name);
    if (!one.value || one.value === filledIn[name]) {
      one.value = earlier[name] ?? "";
    }
  }
  filledIn = earlier;
}

function showInstitution(told) {
  const isUnknown = told.problem === "unknown", block = field("unknown-institution");
  block.hidden = !isUnknown;
  for (const each of block.querySelectorAll("input")) {
    each.required = isUnknown;
    each.disabled = each.type === "hidden" && !isUnknown;
  }
  if (isUnknown) {
    fillIn(JSON.parse(block.dataset.earlier ?? "{}")[told.ik] ?? {});
  }
  if (told.name) {
    say("ik", `${told.name}, ${told.city}`, "right");
  } else {
    say("ik", isUnknown ? field("ik-answer").dataset.unknown : told.fault ?? "", isUnknown ? "unknown" : "wrong");
  }
}

async function askForInstitution(typed) {
  asked = typed;
  const digits = typed.normalize("NFKC").match(/\p{Nd}/gu) ?? [];
  if (digits.length < MANY_DIGITS) {
    showInstitution({});
    return;
  }
  try {
    const answer = await fetch(`/institutions/${encodeURIComponent(typed)}`);
    const told = await answer.json();
    // Something else may have been typed in the meantime; the portal may have said so already.
    if (typed === field("ik").value && !field("ik").hasAttribute("aria-invalid")) {
      showInstitution({ ...told, ik: digits.join("") });
    }
  } catch {
    asked = ""; // the answer to the form says it later
  }
}

if (field("ik-answer")) {
  const ik = field("ik");
  ik.addEventListener("input", () => {
    if (ik.value !== asked) {
      askForInstitution(ik.value);
    }
  });
  // The browser may have filled the field in, or the form came back with a mistake elsewhere.
  askForInstitution(ik.value);
}

// The telephone number.
async function readPhone(typed) {
  const body = new URLSearchParams({ phone: typed });
  const answer = await fetch("/registration/phone", { method: "POST", body });
  const told = await answer.json();
  if (answer.ok && typed === field("phone").value) {
    const read = field("phone-answer").dataset.read;
    say("phone", told.number ? `${read} ${told.number}` : told.fault, told.number ? "right" : "wrong");
  }
}

if (field("phone-answer")) {
  const phone = field("phone");
  phone.addEventListener("input", () => say("phone", "", ""));
  phone.addEventListener("change", () => {
    if (phone.value.trim()) {
      readPhone(phone.value).catch(() => {});
    }
  });
}

// The two e-mail addresses: one domain may be written in two ways. "" is no plain address (yet).
function comparable(text) {
  const plain = text.normalize("NFKC").replace(/[\p{Cf}\s]/gu, "").toLowerCase();
  const [, local, domain] = plain.match(/^([^@<>,;]+)@([^@<>,;:/?#\\]+\.[^@<>,;:/?#\\.]{2,})$/) ?? [];
  try {
    return domain ? `${local}@${new URL(`http://${domain}`).hostname}` : "";
  } catch {
    return "";
  }
}

// Whether no letter that may still come can make the beginning of an address equal to the other.
function differsAlready(first, again) {
  const [whole, beginning] = [first, again].map((text) => text.trim().toLowerCase());
  return !/xn--|[^\x21-\x7e]/.test(whole + beginning) && !whole.startsWith(beginning);
}

function compare(isDone) {
  const first = field("email").value, again = field("email_again").value;
  const [one, other] = [comparable(first), comparable(again)];
  const words = field("email_again-answer").dataset;
  if (one && one === other) {
    say("email_again", words.same, "right");
  } else if (one && again.trim() && (differsAlready(first, again) || (isDone && other))) {
    say("email_again", words.other, "wrong");
  } else {
    say("email_again", "", "");
  }
}

if (field("email_again-answer")) {
  const again = field("email_again");
  for (const name of ["email", "email_again"]) {
    // Both have changed when one has.
    field(name).addEventListener("input", () => { takeBack(again); compare(false); });
    field(name).addEventListener("change", () => compare(true));
  }
  // The form came back with a mistake elsewhere.
  if (!again.hasAttribute("aria-invalid")) {
    compare(true);
  }
}
