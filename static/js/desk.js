// Writing a proposal: words counted as they are typed, each section stored as one pauses, its state always in view.

import { countWords } from "./wordcount.js";

const desk = document.querySelector("[data-desk]");
const RETRY = 5000;
const unsaved = new Set();
const waiting = new Set();

const stateOf = (form) => form.querySelector("[data-save-state]");

function say(form, key, tone) {
  const line = stateOf(form).querySelector("p");
  line.className = `save-state save-state--${tone}`;
  line.textContent = desk.dataset[key];
}

function showWords(form) {
  const place = form.querySelector("[data-words-of]");
  const words = countWords(form.elements.text.value);
  const over = words - Number(place.dataset.limit);
  place.toggleAttribute("data-is-over", over > 0);
  place.textContent = (over > 0 ? place.dataset.over.replace("##", over) : place.dataset.text).replace("#", words);
}

function retry() {
  for (const form of waiting) htmx.trigger(form, "save");
}

function start(form) {
  showWords(form);
  let sent = form.elements.text.value;

  form.addEventListener("input", () => {
    showWords(form);
    unsaved.add(form);
    say(form, "pending", "pending");
  });
  form.addEventListener("htmx:beforeRequest", () => {
    sent = form.elements.text.value;
    say(form, "saving", "pending");
  });
  // What went wrong is said here, at the section, and tried again; the page's own notice would say it twice.
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    form.addEventListener(name, (event) => event.stopPropagation());
  }
  form.addEventListener("htmx:afterRequest", (event) => {
    const { successful, xhr } = event.detail;
    if (successful) {
      waiting.delete(form);
      const refused = stateOf(form).querySelector("[data-refused-text]");
      form.elements.text.setAttribute("aria-invalid", String(Boolean(refused)));
      if (refused || form.elements.text.value !== sent) unsaved.add(form);
      else unsaved.delete(form);
      if (!refused && form.elements.text.value !== sent) say(form, "pending", "pending");
    } else if (xhr.status === 0 || xhr.status >= 500) {
      waiting.add(form);
      say(form, "offline", "problem");
    } else {
      waiting.delete(form);
      say(form, "refused", "problem");
    }
  });
}

// The buttons that save without a script give way only where this one runs.
document.documentElement.toggleAttribute("data-scripted", Boolean(window.htmx));

if (desk) {
  desk.querySelectorAll("form[data-writing]").forEach(start);
  addEventListener("online", retry);
  setInterval(retry, RETRY);
  addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });
}
