// The desk: words counted as they are typed, every form stored by itself, and the state of it all always in view.

import { fill } from "./saving.js";
import { countWords } from "./submissions/entry/wordcount.js";
import { fresh, Writing } from "./writing.js";

const CALM = 1_200; // ms after a save until the list of what is missing is asked for again

const root = document.querySelector("[data-desk]");

class Desk extends Writing {
  // What is still missing follows the texts, a little later.
  stored() {
    clearTimeout(this.refreshing);
    this.refreshing = setTimeout(() => this.refresh(), CALM);
  }

  // … and never under somebody's hands.
  async refresh() {
    const place = document.getElementById("instrumen");
    const contents = root.querySelector("[data-contents]");
    const isUsed = () => [place, contents].some((one) => one?.matches(":focus-within, :active, :has(details[open])"));
    if (!place || isUsed() || this.isDirty) return;
    const holder = document.createElement("div");
    fill(holder, await fresh(root.dataset.instrument));
    const now = holder.querySelector("#instrumen");
    if (!now || isUsed() || document.getElementById("instrumen") !== place) return;
    place.replaceWith(now);
    window.htmx?.process(now);
  }

  clashed(saving) {
    const place = saving.form.closest("section");
    const title = place?.querySelector("[data-clash] h3");
    saving.beside = place?.querySelector("[data-resolve=mine]")?.elements.text.value;
    for (const side of place?.querySelectorAll(".clash__text") ?? []) {
      const mark = side.querySelector("mark");
      if (mark) side.scrollTop = mark.offsetTop - side.offsetTop - side.clientHeight / 3;
    }
    if (title && !saving.form.contains(document.activeElement)) title.focus();
  }
}

function showCount(form) {
  const place = form.querySelector("[data-words]");
  if (!place) return;
  const count = countWords(form.elements.text.value);
  const over = count - Number(place.dataset.limit);
  place.toggleAttribute("data-is-over", over > 0);
  place.textContent = (over > 0 ? place.dataset.over.replace("##", over) : place.dataset.text).replace("#", count);
}

// The contents close behind whoever went to a place, left them, or changed their mind.
function closeContents(event) {
  const open = root.querySelector("[data-contents] > details[open]");
  if (!open) return;
  const isInside = open.contains(event.target);
  if (event.key === "Escape") open.querySelector("summary").focus();
  if (event.key === "Escape" || (event.type === "click" && (!isInside || event.target.closest("a")))) open.open = false;
}

function showContents({ target }) {
  if (target.matches("[data-contents] > details[open]")) target.lastElementChild.scrollIntoView({ block: "nearest" });
}

function resolve(event, savings) {
  const form = event.target.closest?.("form[data-resolve]");
  const saving = form && savings.find((one) => one.form.closest("section") === form.closest("section.writing"));
  if (!saving) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  take(saving, form.dataset.resolve, form.elements);
  saving.form.elements.text.focus();
}

// One of the two texts was chosen, or both joined: it starts from the text that stands. What was typed on since both
// were shown stands in neither; it is stored first, so that the history has it.
async function take(saving, kind, { text, "seen[text]": seen }) {
  const field = saving.form.elements.text;
  const wanted = text.value;
  saving.settled({ text: seen.value });
  const isLater = kind !== "mine" && saving.beside !== undefined && field.value !== saving.beside;
  if (isLater) await saving.send([["apart", "on"]]);
  if (isLater && saving.state !== "saved") return;
  if (kind !== "mine") field.value = wanted;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await saving.send(kind === "theirs" && !isLater ? [["again", "1"]] : [["apart", "on"]]);
}

// The buttons that save without a script give way only where this one runs.
document.documentElement.toggleAttribute("data-scripted", Boolean(window.htmx));

if (root) {
  const desk = new Desk(root);
  const forms = root.querySelectorAll("form[data-autosave]");
  for (const form of forms) {
    showCount(form);
    form.addEventListener("input", () => showCount(form));
  }
  desk.start(forms);
  desk.restore();
  document.addEventListener("submit", (event) => resolve(event, desk.savings), { capture: true });
  document.addEventListener("click", closeContents);
  document.addEventListener("keydown", closeContents);
  root.addEventListener("toggle", showContents, { capture: true });
}
