// A visit report on the spot: notes, photos and a signature are on this device at once and go out when there is a line.

import { drop, keep, of, Parcels } from "../../queue.js";
import { fill } from "../../saving.js";
import { Writing } from "../../writing.js";
import { Photos } from "./visit-photos.js";
import { Signature } from "./visit-signature.js";

const root = document.querySelector(".report[data-desk]");
const CALM = 1_500; // ms after a save until the page is kept again for opening without a network

const words = document.querySelector("[data-item-words]").dataset;
const form = document.getElementById("laporan");
const gaps = root.querySelector("[data-gaps]");
const confirm = root.querySelector(".report__foot .confirm");
const asOf = () => Number(document.querySelector("#simpan [data-as-of]")?.dataset.asOf ?? 0);

function line(text, className = "save-state save-state--kept") {
  return Object.assign(document.createElement("p"), { className, textContent: text });
}

class Report extends Writing {
  constructor() {
    super(root);
    this.parcels = new Parcels(this, (...news) => this.told(...news), (record) => this.requestOf(record));
    this.photos = new Photos(this, root.querySelector("#foto"), words, this.parcels);
    this.signature = new Signature(this, root.querySelector("section[data-signature]"), words, this.parcels);
    this.filing = null; // the record of a report that is to be filed when all else is sent
    this.notes = { user: this.user, page: this.page, key: `${this.page}catatan/`, kind: "confirmed" };
  }

  get unsent() {
    return this.photos.unsent + this.signature.unsent;
  }

  partOf({ kind }) {
    return { photo: this.photos, signature: this.signature }[kind];
  }

  requestOf(record) {
    if (record.kind !== "file") return this.partOf(record).body(record);
    if (this.isDirty || this.state === "clash" || this.unsent) return null;
    return { url: record.key, body: new FormData() };
  }

  told(record, state, answer) {
    if (record.kind !== "file") {
      this.partOf(record).told(record, state, answer);
      if (state === "stored") keepPage();
    } else if (state === "stored") location.reload();
    else if (state === "refused") this.refused(record, answer);
    else this.changed();
  }

  // What is said of a photo or the signature, at its place.
  say(place, state, reason = "") {
    const kind = { draft: "pending", sending: "pending", refused: "problem" }[state] ?? "kept";
    place.className = `save-state save-state--${kind}`;
    place.textContent = state === "refused" ? `${words.refused} ${reason}` : words[state];
    this.changed();
  }

  async refused(record, answer) {
    await drop(record);
    this.filing = null;
    confirm.open = false;
    gaps.innerHTML = "";
    fill(gaps, answer ?? "");
    gaps.firstElementChild?.focus();
    gaps.scrollIntoView({ block: "center" });
    this.changed();
  }

  // One line for the notes, the photos and the signature together.
  changed() {
    if (!this.savings.length) return;
    const { state, unsent } = this;
    const [overall] = this.overalls;
    overall.replaceChildren();
    if (state !== "saved" || !unsent) overall.append(this.words(state));
    if (unsent) overall.append(line(unsent === 1 ? words.oneLeft : words.manyLeft.replace("#", unsent)));
    if (this.filing) overall.append(line(words.queued));
    const isHeld = this.filing && (unsent || state !== "saved");
    this.tell(isHeld ? words.queued : overall.textContent.trim(), state);
  }

  tell(text, state) {
    const place = root.querySelector("[data-announce]");
    if (["pending", "saving"].includes(state) || place.textContent === text) return;
    if (place.textContent || state !== "saved") place.textContent = text;
  }

  announce() {}

  // The notes as the server has them: a page kept for opening without a network may be older than they are.
  stored(saving = this.savings[0]) {
    keep({ ...this.notes, fields: saving.confirmed, asOf: asOf(), at: Date.now() });
    keepPage();
    this.parcels.run();
  }

  async file(event) {
    event.preventDefault();
    if (this.photos.drafts) {
      this.overalls[0].replaceChildren(line(words.drafts, "field-error"));
      this.tell(words.drafts, "refused");
      return;
    }
    const { user, page, title } = this;
    const key = event.currentTarget.getAttribute("formaction");
    this.filing = { user, key, page, title, kind: "file", label: words.report, ready: true, at: Date.now() + 1 };
    await keep(this.filing);
    confirm.open = false;
    this.changed();
    await this.wake();
  }

  async wake() {
    const [saving] = this.savings;
    while (saving?.isFlying) await new Promise((resolve) => setTimeout(resolve, 50));
    await saving?.wake();
    await this.parcels.run();
  }

  flush() {
    return this.wake();
  }

  async open() {
    const records = await of(this.user, this.page);
    this.start([form]);
    for (const record of records) {
      if (record.kind === "file") this.filing = record;
      else if (record.kind !== "confirmed") this.partOf(record)?.restore(record);
      else if (record.asOf > asOf()) this.savings[0].trust(record.fields);
    }
    await this.restore();
    this.changed();
    await this.parcels.run();
  }
}

function clock() {
  const parts = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: root.dataset.city });
  return parts.format(new Date()).replace(" ", "T");
}

const report = new Report();

// The page and what it is made of, so that it opens again without a network. Without a service worker it stays open.
let keeping = null;
function keepPage() {
  clearTimeout(keeping);
  keeping = setTimeout(async () => {
    const registration = await navigator.serviceWorker?.ready;
    const made = performance.getEntriesByType("resource").map(({ name }) => name);
    const parts = made.filter((name) => name.startsWith(`${location.origin}/static/`));
    registration?.active.postMessage({ keep: report.page, parts, user: report.user });
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

document.documentElement.toggleAttribute("data-scripted", true);
const now = root.querySelector("[data-now]");
now.hidden = false;
now.addEventListener("click", () => {
  form.elements.visited_at.value = clock();
  form.elements.visited_at.dispatchEvent(new Event("input", { bubbles: true }));
});
form.addEventListener("click", (event) => report.choose(event));
root.querySelector("[data-file]").addEventListener("click", (event) => report.file(event));
await report.open();
await register();
