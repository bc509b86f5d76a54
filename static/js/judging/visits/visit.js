// A visit report on the spot: notes, photos and a signature are on this device at once and go out when there is a line.

import * as outbox from "../../outbox.js";
import { fill, Saving } from "../../saving.js";
import { channel, Session } from "../../session.js";
import { Photos } from "./visit-photos.js";
import { Queue } from "./visit-queue.js";
import { Signature } from "./visit-signature.js";
import * as store from "./visit-store.js";

const root = document.querySelector(".report[data-desk]");
const CALM = 1_500; // ms after a save until the page is kept anew for opening without a network
const FADING = ["other", "over", "fading", "clash", "refused", "offline", "failing", "saving", "pending"];

const report = root.dataset.page;
const { user, page, title } = root.dataset;
const words = document.querySelector("[data-item-words]").dataset;
const overall = root.querySelector("[data-overall]");
const form = document.getElementById("laporan");
const gaps = root.querySelector("[data-gaps]");
const confirm = root.querySelector(".report__foot .confirm");
const saying = (key) => root.querySelector(`template[data-saying="${key}"]`).content.firstElementChild.cloneNode(true);

// Notes that another tab or device wrote meanwhile are shown as a choice; our own lost answer is none.
class NoteSaving extends Saving {
  async clash(html) {
    const stands = new DOMParser().parseFromString(html, "text/html").querySelector("[data-stands]");
    const theirs = new Map(Object.entries(JSON.parse(stands.dataset.fields)));
    if (this.unanswered.some((pairs) => isSame(pairs, theirs))) {
      this.unanswered = [];
      this.version.value = stands.dataset.stands;
      await this.send();
      return;
    }
    this.fill(html);
    this.state = "clash";
    this.keep();
    this.desk.changed(this);
  }
}

function isSame(pairs, theirs) {
  const mine = new Map();
  for (const [name, value] of pairs) {
    const text = value.replaceAll("\r\n", "\n").trim();
    if (name !== "version" && text) mine.set(name, text);
  }
  return mine.size === theirs.size && [...mine].every(([name, text]) => theirs.get(name) === text);
}

let saving = null;
let filing = null; // the record of a report that is to be filed when all else is sent

const session = new Session(root, (how) => {
  if (!how) {
    outbox.shut(false);
    store.shut(false);
    wake();
  } else if (saving.isDirty) saving.say(how);
  changed();
});
const desk = {
  session,
  user,
  page,
  title,
  report,
  words: saying,
  changed,
  clashed: changed,
  stored() {
    remember();
    keepPage();
    queue.run();
  },
};
const queue = new Queue(desk, told, bodyOf);
const photos = new Photos(desk, root.querySelector("#foto"), words, queue);
const signature = new Signature(desk, root.querySelector("section[data-signature]"), words, queue);
function partOf(record) {
  return record.kind === "photo" ? photos : signature;
}

function bodyOf(record) {
  if (record.kind !== "file") return partOf(record).body(record);
  if (saving.isDirty || saving.state === "clash" || photos.unsent || signature.unsent) return null;
  return { url: record.action, body: new FormData() };
}

function told(record, state, answer) {
  if (record.kind !== "file") {
    partOf(record).told(record, state, answer);
    if (state === "sent") keepPage();
    return;
  }
  if (state === "sent") location.reload();
  else if (state === "refused") refused(record, answer);
  else changed();
}

async function refused(record, answer) {
  await store.drop(record.id);
  filing = null;
  confirm.open = false;
  gaps.innerHTML = "";
  fill(gaps, /<html/i.test(answer) ? "" : answer);
  gaps.firstElementChild?.focus();
  gaps.scrollIntoView({ block: "center" });
  changed();
}

// One line for the notes, the photos and the signature together.
function changed() {
  if (!saving) return;
  const key = FADING.find((one) => one === saving.state) ?? "saved";
  const count = photos.unsent + signature.unsent;
  overall.replaceChildren();
  if (key !== "saved" || !count) overall.append(saying(key));
  if (count) {
    const line = document.createElement("p");
    line.className = "save-state save-state--kept";
    line.textContent = count === 1 ? words.oneLeft : words.manyLeft.replace("#", count);
    overall.append(line);
  }
  if (filing) {
    const line = document.createElement("p");
    line.className = "save-state save-state--kept";
    line.textContent = words.queued;
    overall.append(line);
  }
  announce(filing && (count || key !== "saved") ? words.queued : overall.textContent.trim(), key);
}

function announce(text, key) {
  const place = root.querySelector("[data-announce]");
  if (["pending", "saving"].includes(key) || place.textContent === text) return;
  if (place.textContent || key !== "saved") place.textContent = text;
}

// The notes as the server has them: a page kept for opening without a network may be older than they are.
function remember() {
  const fields = saving.pairs();
  const version = saving.version.value;
  store.keep({ id: `catatan:${user}:${report}`, user, report, kind: "confirmed", fields, version, at: Date.now() });
}

function putBack({ fields, version }) {
  if (Number(version) <= Number(form.elements.version.value)) return;
  const values = new Map(fields);
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken") continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.get(field.name) === field.value;
    else if (values.has(field.name)) field.value = values.get(field.name);
  }
  form.elements.version.value = version;
}

async function file(event) {
  event.preventDefault();
  if (photos.drafts) {
    overall.replaceChildren(Object.assign(document.createElement("p"), { className: "field-error", textContent: words.drafts }));
    announce(words.drafts, "refused");
    return;
  }
  const action = event.currentTarget.getAttribute("formaction");
  const more = { kind: "file", label: words.report, ready: true, action, at: Date.now() + 1 };
  filing = { id: `kirim:${user}:${report}`, user, report, page, title, ...more };
  await store.keep(filing);
  confirm.open = false;
  changed();
  await wake();
}

async function wake() {
  while (saving.isFlying) await new Promise((resolve) => setTimeout(resolve, 50));
  await saving.wake();
  await queue.run();
}

// Take one of two versions of the notes.
async function take(event) {
  const { take: side } = event.target.dataset;
  if (!side) return;
  if (side === "theirs") {
    await outbox.drop(saving.record());
    await store.drop(`catatan:${user}:${report}`);
    location.reload();
    return;
  }
  saving.version.value = event.target.closest("[data-stands]").dataset.stands;
  saving.state = "pending";
  saving.unanswered = [];
  await saving.send();
}

function clock() {
  const parts = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: root.dataset.city });
  return parts.format(new Date()).replace(" ", "T");
}

// The page and what it is made of, so that it opens again without a network. Without a service worker it stays open.
let keeping = null;
function keepPage() {
  clearTimeout(keeping);
  keeping = setTimeout(async () => {
    const registration = await navigator.serviceWorker?.ready;
    const made = performance.getEntriesByType("resource").map(({ name }) => name);
    const parts = made.filter((name) => name.startsWith(`${location.origin}/static/`));
    registration?.active.postMessage({ keep: page, parts, user });
  }, CALM);
}

async function register() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(root.dataset.worker);
    keepPage();
  } catch {
    // The browser forbids it: an opened page works on, one that was closed needs the network.
  }
}

async function start() {
  const records = await store.of(user, report);
  for (const record of records.filter(({ kind }) => kind === "confirmed")) putBack(record);
  saving = new NoteSaving(form, desk);
  for (const record of records) {
    if (record.kind === "file") filing = record;
    else if (record.kind !== "confirmed") partOf(record).restore(record);
  }
  for (const record of await outbox.waiting(user)) {
    if (record.action === saving.action) await saving.restore(record);
  }
  changed();
  await queue.run();
}

document.documentElement.toggleAttribute("data-scripted", true);
const now = root.querySelector("[data-now]");
now.hidden = false;
now.addEventListener("click", () => {
  form.elements.visited_at.value = clock();
  form.elements.visited_at.dispatchEvent(new Event("input", { bubbles: true }));
});
form.addEventListener("click", take);
root.querySelector("[data-file]").addEventListener("click", file);
channel?.addEventListener("message", ({ data }) => {
  if (data !== "signed-out") return;
  outbox.shut(true);
  store.shut(true);
});
addEventListener("online", wake);
document.addEventListener("visibilitychange", () => document.hidden && saving?.wake());
document.addEventListener("signing-out", ({ detail }) => detail.push(wake()));
addEventListener("beforeunload", (event) => {
  if (saving?.isDirty && !saving.isKept) event.preventDefault();
});
await start();
await register();
