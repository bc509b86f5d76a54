// A juror's sheet: every criterion is stored by itself as it is marked, and the page always says whether it was.

import { next } from "./evidence.js";
import { Marking } from "./marking.js";
import { Sender, settle } from "../../queue.js";
import { fill } from "../../saving.js";
import { follow, put, step } from "./scale.js";
import { fresh, Writing } from "../../writing.js";

const CALM = 1_200; // ms after a save until it is asked again where this sheet stands
const PATIENCE = 4_000; // for what is still to be stored before the page is left

const root = document.querySelector("[data-sheet]");
const instrument = root.querySelector("[data-instrument]"); // nothing where the sheet is only read

const limit = (text) => (text ? Number(text) : null);
const thresholds = { below: limit(instrument?.dataset.below), above: limit(instrument?.dataset.above) };
const criteria = () => [...instrument.querySelectorAll(".criterion:not(.criterion--whole)")];

class Sheet extends Writing {
  // Without a script all fields belong to one form; with one, those of a criterion to the form around them.
  start() {
    for (const field of instrument.querySelectorAll('[form="lembar"]')) field.removeAttribute("form");
    const forms = instrument.querySelectorAll("form[data-autosave]");
    for (const form of forms) {
      follow(form, thresholds);
      form.addEventListener("input", ({ target }) => {
        if (target.matches(".criterion__scale")) put(form, target.value);
        else follow(form, thresholds);
      });
    }
    super.start(forms);
  }

  line(state) {
    const line = super.line(state);
    const time = this.savings.map(({ place }) => place.querySelector("[data-saved-at]")?.dataset.savedAt).find(Boolean);
    if (state === "saved" && time) line.querySelector("[data-time]").textContent = time;
    return line;
  }

  stored() {
    this.said = "stored"; // says the time once more
    clearTimeout(this.asking);
    this.asking = setTimeout(showStanding, CALM);
  }

  clashed({ place, form }) {
    if (!form.contains(document.activeElement)) place.querySelector("button").focus();
  }

  filled({ form }) {
    follow(form, thresholds);
  }

  // What waits for another sheet goes out from here, too; what the server refuses waits until that sheet is opened.
  async left(record) {
    if (record.page === this.page || !instrument || !record.key.startsWith(root.dataset.family)) {
      super.left(record);
      return;
    }
    const sender = new Sender(this);
    const { state } = await sender.send(record.key, new URLSearchParams(record.fields));
    if (state !== "stored") return;
    await settle(record, ({ fields }) => JSON.stringify(fields) === JSON.stringify(record.fields));
    this.overalls[0].replaceChildren(this.words("elsewhere"));
  }
}

const sheet = new Sheet(root, Marking);

// Where this sheet stands among the juror's own: a little later, since nobody marks by it.
async function showStanding() {
  const place = root.querySelector("[data-standing-place]");
  const html = place && (await fresh(root.dataset.standing));
  if (html) fill(place, html);
}

// Going on to another page waits a moment for the last mark; what cannot be sent goes along on this device.
async function goLater(event) {
  const link = event.target.closest?.("a[href]");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || link.target || !isPlain || event.defaultPrevented || link.getAttribute("href").startsWith("#")) return;
  if (!sheet.isDirty) return;
  event.preventDefault();
  await Promise.race([sheet.flush(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  location.assign(link.href);
}

function choose(event) {
  const marking = sheet.choose(event);
  (marking?.figure ?? marking?.comment)?.focus();
}

function showNow({ target }) {
  const criterion = target.closest(".criterion");
  if (!criterion) return;
  instrument.querySelector(".criterion.is-now")?.classList.remove("is-now");
  criterion.classList.add("is-now");
  if (target.matches(".input-figure")) target.select();
  if (target.matches("textarea")) target.closest(".criterion__comment")?.classList.add("is-used");
}

function go(by) {
  const all = criteria();
  const at = all.findIndex((one) => one === document.activeElement?.closest(".criterion") || (by === 0 && one.matches(".is-now")));
  const to = all[at + by];
  (to?.querySelector(".input-figure") ?? (by > 0 ? root.querySelector("[data-lock]") : null))?.focus();
}

function now() {
  return instrument.querySelector(".criterion.is-now") ?? criteria()[0];
}

function show(place) {
  const field = now()?.querySelector(place);
  field?.closest(".criterion__comment")?.classList.add("is-used");
  field?.focus();
}

// Each has Alt: none takes a letter from whoever types or speaks (WCAG 2.1.4). Said in judging/scoring/_shortcuts.html.
const KEYS = {
  ArrowUp: () => go(-1),
  ArrowDown: () => go(1),
  KeyK: () => show("textarea"),
  KeyG: () => show(".criterion__scale"),
  KeyS: () => {
    const bands = now()?.querySelector(".bands");
    if (bands) bands.open = !bands.open;
    show(".bands summary");
  },
  KeyB: () => next(),
  KeyR: () => {
    const blank = criteria().find((one) => one.querySelector(".input-figure").value.trim() === "");
    (blank ?? now()).querySelector(".input-figure").focus();
  },
  KeyL: () => root.querySelector("[data-lock]").focus(),
  PageUp: () => root.querySelector("[rel=prev]")?.click(),
  PageDown: () => root.querySelector("[rel=next]")?.click(),
};

function press(event) {
  const act = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && KEYS[event.code];
  if (!act) return;
  event.preventDefault();
  act();
}

// Enter goes on to the next criterion, and never sends the form.
function enter(event) {
  if (event.key !== "Enter" || !event.target.matches(".input-figure, .criterion__scale")) return;
  event.preventDefault();
  go(1);
}

document.documentElement.toggleAttribute("data-scripted", true);
showStanding();
if (instrument) {
  for (const part of root.querySelectorAll("[data-with-script], .criterion__scale")) part.hidden = false;
  sheet.start();
  instrument.addEventListener("focusin", showNow);
  instrument.addEventListener("keydown", enter);
  instrument.addEventListener("keydown", step);
  instrument.addEventListener("click", choose);
  document.addEventListener("keydown", press);
  document.addEventListener("click", goLater);
}
sheet.restore();
