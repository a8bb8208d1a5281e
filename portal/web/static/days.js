"use strict";

// The browser's calendar beside a field for a day, where a script may open it.
//   <div class="day">
//     <input data-first data-last>   typed and shown day first; the days that are possible, ISO 8601
//     <button data-calendar hidden>  opens it
//   </div>
// The calendar belongs to a field of the type "date", which is there only while it is open: what is
// typed stays a text, which the portal reads in every usual spelling.
const MARK = document.documentElement.lang === "de" ? "." : "/";

function isoOf(typed) {
  const found = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(typed.trim());
  return found ? [found[3], found[2].padStart(2, "0"), found[1].padStart(2, "0")].join("-") : "";
}

function openCalendar(field, button) {
  field.parentElement.querySelector("[type=date]")?.remove();
  const calendar = document.createElement("input");
  calendar.type = "date";
  calendar.tabIndex = -1;
  calendar.setAttribute("aria-hidden", "true");
  calendar.min = field.dataset.first ?? "";
  calendar.max = field.dataset.last ?? "";
  calendar.value = isoOf(field.value);
  calendar.addEventListener("change", () => {
    if (calendar.value) {
      field.value = calendar.value.split("-").reverse().join(MARK);
      for (const name of ["input", "change"]) {
        field.dispatchEvent(new Event(name, { bubbles: true }));
      }
    }
  });
  calendar.addEventListener("blur", () => calendar.remove());
  button.after(calendar);
  calendar.showPicker();
}

if ("showPicker" in HTMLInputElement.prototype) {
  for (const button of document.querySelectorAll("[data-calendar]")) {
    button.hidden = false;
    button.addEventListener("click", () => openCalendar(button.previousElementSibling, button));
  }
}
