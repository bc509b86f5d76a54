// The desk: words counted as they are typed, every form stored by itself, and the state of it all always in view.

import * as outbox from "./outbox.js";
import { fill, Saving } from "./saving.js";
import { channel, Session } from "./session.js";
import { countWords } from "./submissions/entry/wordcount.js";

const root = document.querySelector("[data-desk]");
const overalls = [...(root?.querySelectorAll("[data-overall]") ?? [])]; // in the instrument, and on a phone above the texts
const CALM = 1_200; // ms after a save until the list of what is missing is asked for again
const WORST_FIRST = ["other", "over", "fading", "clash", "refused", "offline", "failing", "saving", "pending"];
const SAID_ALOUD = new Set(["other", "over", "fading", "clash", "refused", "offline", "failing", "saved", "restored"]);

const savings = [];
let said = "";
let refreshing = null;

function words(key) {
  return root.querySelector(`template[data-saying="${key}"]`).content.firstElementChild.cloneNode(true);
}

// One line for all forms: the worst of their states; spoken when it changes, but not at every pause.
function sum() {
  const states = new Set(savings.map((saving) => saving.state));
  const state = WORST_FIRST.find((one) => states.has(one)) ?? "saved";
  if (state === said) return;
  for (const overall of said || state !== "saved" ? overalls : []) {
    overall.hidden = false;
    overall.replaceChildren(words(state));
  }
  if (SAID_ALOUD.has(state) && (said || state !== "saved")) announce(state);
  said = state;
}

function announce(key) {
  const place = root.querySelector("[data-announce]");
  const text = words(key).textContent.trim();
  if (place.dataset.key !== key && !(key === "saved" && !place.dataset.key)) place.textContent = text;
  place.dataset.key = key;
}

function showCount(form) {
  const place = form.querySelector("[data-words]");
  if (!place) return;
  const count = countWords(form.elements.text.value);
  const over = count - Number(place.dataset.limit);
  place.toggleAttribute("data-is-over", over > 0);
  place.textContent = (over > 0 ? place.dataset.over.replace("##", over) : place.dataset.text).replace("#", count);
}

// What is still missing follows the texts, a little later, and never under somebody's hands.
async function refresh() {
  const place = document.getElementById("instrumen");
  const contents = root.querySelector("[data-contents]");
  const isUsed = () => [place, contents].some((one) => one?.matches(":focus-within, :active, :has(details[open])"));
  if (!place || isUsed() || savings.some((saving) => saving.isDirty)) return;
  try {
    const response = await fetch(root.dataset.instrument, { redirect: "manual", cache: "no-store" });
    if (!response.ok) return;
    const holder = document.createElement("div");
    fill(holder, await response.text());
    const fresh = holder.querySelector("#instrumen");
    if (!fresh || isUsed() || document.getElementById("instrumen") !== place) return;
    place.replaceWith(fresh);
    window.htmx?.process(fresh);
  } catch {
    // The line is down; the next save asks again.
  }
}

function stored() {
  clearTimeout(refreshing);
  refreshing = setTimeout(refresh, CALM);
}

function clashed(saving) {
  const place = saving.form.closest("section");
  const title = place?.querySelector("[data-clash] h3");
  for (const side of place?.querySelectorAll(".clash__text") ?? []) {
    const mark = side.querySelector("mark");
    if (mark) side.scrollTop = mark.offsetTop - side.offsetTop - side.clientHeight / 3;
  }
  if (title && !saving.form.contains(document.activeElement)) title.focus();
}

// Store all that is still waiting; true when nothing is left.
async function flush() {
  for (const saving of savings) {
    while (saving.isFlying) await new Promise((resolve) => setTimeout(resolve, 50));
    if (saving.isDirty) await saving.send();
  }
  return !savings.some((saving) => saving.isDirty);
}

function start(session) {
  const { user, page, title } = root.dataset;
  const desk = { session, user, page, title, words, changed: sum, stored, clashed };
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    showCount(form);
    form.addEventListener("input", () => showCount(form));
    savings.push(new Saving(form, desk));
  }
}

async function restore() {
  for (const record of await outbox.waiting(root.dataset.user)) {
    const saving = savings.find((one) => one.action === record.action);
    if (!saving) {
      if (record.page === root.dataset.page) showLeftover(record);
      continue;
    }
    const was = saving.isDirty;
    saving.restore(record);
    if (!was && saving.isDirty) announce("restored");
  }
}

// The place was closed before the text could be sent: it is shown, so that nobody loses it unread.
function showLeftover(record) {
  const part = root.querySelector("template[data-leftover]").content.firstElementChild.cloneNode(true);
  const text = new Map(record.fields).get("text") ?? record.fields.map(([name, value]) => `${name}: ${value}`).join("\n");
  const copy = part.querySelector("[data-copy]");
  part.querySelector("[data-name]").textContent = record.label;
  part.querySelector(".leftover__text").textContent = text;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = copy.dataset.done;
  });
  part.querySelector("[data-discard]").addEventListener("click", async () => {
    await outbox.drop(record);
    part.remove();
  });
  root.querySelector("[data-leftovers]").append(part);
}

// A step takes along what was written: first that is stored, then it goes.
async function holdBack(event) {
  const form = event.target;
  if (!root.contains(form) || form.matches("[data-autosave], [data-resolve], [hx-post]")) return;
  if (!savings.some((saving) => saving.isDirty)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (await flush()) form.requestSubmit(event.submitter);
  else overalls[0]?.scrollIntoView({ block: "center" });
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

function resolve(event) {
  const form = event.target.closest?.("form[data-resolve]");
  if (!form) return;
  const saving = savings.find((one) => one.form.closest("section") === form.closest("section.writing"));
  if (!saving) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { text, version } = form.elements;
  saving.resolve({ kind: form.dataset.resolve, text: text.value, version: version.value });
  saving.form.elements.text.focus();
}

// The buttons that save without a script give way only where this one runs.
document.documentElement.toggleAttribute("data-scripted", Boolean(window.htmx));

if (root) {
  const session = new Session(root, async (how) => {
    if (how) for (const saving of savings) if (saving.isDirty) saving.say(how);
    if (!how) {
      outbox.shut(false);
      for (const saving of savings) saving.wake();
    }
    sum();
  });
  channel?.addEventListener("message", (event) => {
    if (event.data === "signed-out") outbox.shut(true);
  });
  start(session);
  restore();
  document.addEventListener("submit", holdBack, { capture: true });
  document.addEventListener("submit", resolve, { capture: true });
  document.addEventListener("click", closeContents);
  document.addEventListener("keydown", closeContents);
  root.addEventListener("toggle", showContents, { capture: true });
  document.addEventListener("signing-out", (event) => event.detail.push(flush()));
  addEventListener("online", () => savings.forEach((saving) => saving.wake()));
  document.addEventListener("visibilitychange", () => document.hidden && flush());
  addEventListener("beforeunload", (event) => {
    if (savings.some((saving) => saving.isDirty && !saving.isKept)) event.preventDefault();
  });
}
