// A juror's sheet: every criterion is stored by itself as it is marked, and the page always says whether it was.

import { next } from "./evidence.js";
import { Marking } from "./marking.js";
import * as outbox from "../../outbox.js";
import { follow, put, step } from "./scale.js";
import { channel, Session } from "../../session.js";

const WORST_FIRST = ["other", "over", "fading", "clash", "refused", "offline", "failing", "saving", "pending"];
const SAID_ALOUD = new Set(["other", "over", "fading", "clash", "refused", "offline", "failing", "saved", "restored"]);
const CALM = 1_200; // ms after a save until it is asked again where this sheet stands
const PATIENCE = 4_000; // for what is still to be stored before the page is left

const root = document.querySelector("[data-sheet]");
const instrument = root.querySelector("[data-instrument]"); // nothing where the sheet is only read
const overall = root.querySelector("[data-overall]");
const markings = [];
let said = "";
let asking = null;

const limit = (text) => (text ? Number(text) : null);
const thresholds = { below: limit(instrument?.dataset.below), above: limit(instrument?.dataset.above) };
const criteria = () => [...instrument.querySelectorAll(".criterion:not(.criterion--whole)")];

function words(key) {
  return root.querySelector(`template[data-saying="${key}"]`).content.firstElementChild.cloneNode(true);
}

// One line for all criteria: the worst of their states; spoken when it changes, but not at every pause.
function sum() {
  const states = new Set(markings.map((marking) => marking.state));
  const state = WORST_FIRST.find((one) => states.has(one)) ?? "saved";
  if (state === said || (!said && state === "saved")) return;
  const line = words(state);
  const time = state === "saved" && markings.map((one) => one.place.querySelector("[data-saved-at]")?.dataset.savedAt).find(Boolean);
  if (time) line.querySelector("[data-time]").textContent = time;
  overall.replaceChildren(line);
  if (SAID_ALOUD.has(state)) announce(state);
  said = state;
}

function announce(key) {
  const place = root.querySelector("[data-announce]");
  if (place.dataset.key !== key && !(key === "saved" && !place.dataset.key)) place.textContent = words(key).textContent.trim();
  place.dataset.key = key;
}

// Where this sheet stands among the juror's own: a little later, since nobody marks by it.
async function showStanding() {
  const place = root.querySelector("[data-standing-place]");
  if (!place) return;
  try {
    const response = await fetch(root.dataset.standing, { redirect: "manual", cache: "no-store" });
    if (!response.ok) return;
    const { body } = new DOMParser().parseFromString(await response.text(), "text/html");
    place.replaceChildren(...body.childNodes);
  } catch {
    // The line is down; the next save asks again.
  }
}

function stored() {
  said = "stored"; // says the time anew
  clearTimeout(asking);
  asking = setTimeout(showStanding, CALM);
}

async function flush() {
  for (const marking of markings) {
    while (marking.isFlying) await new Promise((resolve) => setTimeout(resolve, 50));
    if (marking.isDirty) await marking.send();
  }
  return !markings.some((marking) => marking.isDirty);
}

// Without a script all fields belong to one form; with one, those of a criterion to the form around them.
function start(session) {
  const { user, page, title } = root.dataset;
  const clashed = ({ place, form }) => form.contains(document.activeElement) || place.querySelector("button").focus();
  const desk = { session, user, page, title, words, changed: sum, stored, clashed, filled: ({ form }) => follow(form, thresholds) };
  for (const field of instrument.querySelectorAll('[form="lembar"]')) field.removeAttribute("form");
  for (const form of instrument.querySelectorAll("form[data-autosave]")) {
    follow(form, thresholds);
    form.addEventListener("input", (event) => typed(event, form));
    markings.push(new Marking(form, desk));
  }
}

function typed({ target }, form) {
  if (target.matches(".criterion__scale")) put(form, target.value);
  else follow(form, thresholds);
}

async function restore() {
  let isSent = false;
  for (const record of await outbox.waiting(root.dataset.user)) {
    const marking = markings.find((one) => one.action === record.action);
    if (marking) {
      await marking.restore(record);
      if (said) announce("restored");
    } else if (record.page === root.dataset.page) showLeftover(record);
    else if (instrument && record.action.startsWith(root.dataset.family)) isSent = (await sendOther(record)) || isSent;
  }
  if (isSent) overall.replaceChildren(words("elsewhere"));
}

// What waits for another sheet goes out from here, too; what the server refuses waits until that sheet is opened.
async function sendOther(record) {
  const headers = { "X-Autosave": "1", "X-Writer": root.dataset.user, "X-CSRFToken": session.token };
  try {
    const options = { method: "POST", body: new URLSearchParams(record.fields), redirect: "manual", cache: "no-store", headers };
    const { status } = await fetch(record.action, options);
    if (status !== 200) return false;
  } catch {
    return false;
  }
  await outbox.settle(record, (fields) => JSON.stringify(fields) === JSON.stringify(record.fields));
  return true;
}

// The sheet was closed before this could be sent: it is shown, so that nobody loses it unread.
function showLeftover(record) {
  const part = root.querySelector("template[data-leftover]").content.firstElementChild.cloneNode(true);
  const text = record.fields.filter(([name, value]) => !name.startsWith("version") && value).map(([, value]) => value).join("\n");
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

// Locking takes along what was typed: first that is stored, then it goes.
async function holdBack(event) {
  const form = event.target;
  if (!root.contains(form) || form.matches("[data-autosave]") || !markings.some((one) => one.isDirty)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (await flush()) form.requestSubmit(event.submitter);
  else (instrument.querySelector("[aria-invalid], [data-choose]") ?? overall).scrollIntoView({ block: "center" });
}

// Going on to another page waits a moment for the last mark; what cannot be sent goes along on this device.
async function goLater(event) {
  const link = event.target.closest?.("a[href]");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || link.target || !isPlain || event.defaultPrevented || link.getAttribute("href").startsWith("#")) return;
  if (!markings.some((one) => one.isDirty)) return;
  event.preventDefault();
  await Promise.race([flush(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  location.assign(link.href);
}

function choose({ target }) {
  const button = target.closest("[data-choose]");
  const marking = button && markings.find((one) => one.form.contains(button));
  if (!marking) return;
  marking.choose(button.dataset.choose);
  (marking.figure ?? marking.comment).focus();
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

const session = instrument && new Session(root, (how) => {
  if (how) for (const marking of markings) if (marking.isDirty) marking.say(how);
  if (!how) {
    outbox.shut(false);
    for (const marking of markings) marking.wake();
  }
  sum();
});

document.documentElement.toggleAttribute("data-scripted", true);
showStanding();
if (instrument) {
  for (const part of root.querySelectorAll("[data-with-script], .criterion__scale")) part.hidden = false;
  start(session);
  instrument.addEventListener("focusin", showNow);
  instrument.addEventListener("keydown", enter);
  instrument.addEventListener("keydown", step);
  instrument.addEventListener("click", choose);
  document.addEventListener("keydown", press);
  document.addEventListener("submit", holdBack, { capture: true });
  document.addEventListener("click", goLater);
  document.addEventListener("signing-out", (event) => event.detail.push(flush()));
  document.addEventListener("visibilitychange", () => document.hidden && flush());
  channel?.addEventListener("message", (event) => event.data === "signed-out" && outbox.shut(true));
  addEventListener("online", () => markings.forEach((marking) => marking.wake()));
  addEventListener("beforeunload", (event) => {
    if (markings.some((marking) => marking.isDirty && !marking.isKept)) event.preventDefault();
  });
}
restore();
