// Photos of a visit: taken or picked, shown with their time and place, named, and sent when their maker says so.

import { readExif } from "./exif.js";
import * as store from "./visit-store.js";
import { plain } from "./visit-queue.js";

const LARGEST = 15 * 1024 * 1024;
const THUMB = 256;
const LOCATING = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 120_000 };

const wib = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: "long",
  timeStyle: "short",
  timeZone: "Asia/Jakarta",
});

function here() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) resolve(null);
    else navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords), () => resolve(null), LOCATING);
  });
}

async function draw(canvas, blob) {
  try {
    const image = await createImageBitmap(blob);
    const side = Math.min(image.width, image.height);
    canvas.width = canvas.height = THUMB;
    const from = [(image.width - side) / 2, (image.height - side) / 2, side, side];
    canvas.getContext("2d").drawImage(image, ...from, 0, 0, THUMB, THUMB);
    image.close();
  } catch {
    canvas.hidden = true; // the server says whether it is a picture
  }
}

// A UUID of version 4; an address without TLS has no crypto.randomUUID.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

export class Photos {
  constructor(desk, section, words, queue) {
    Object.assign(this, { desk, section, words, queue });
    this.list = section.querySelector("[data-shots]");
    this.form = section.querySelector("[data-photos]");
    this.rows = new Map();
    section.querySelector("[data-gallery]").hidden = false;
    section.addEventListener("change", (event) => this.picked(event));
    section.addEventListener("submit", (event) => this.removed(event));
    this.form.addEventListener("submit", (event) => event.preventDefault());
  }

  async picked(event) {
    if (event.target.type !== "file") return;
    const files = [...event.target.files];
    event.target.value = "";
    for (const file of files) await this.add(file);
  }

  async add(file) {
    const { user, report, page, title } = this.desk;
    const { takenAt, place } = await readExif(file);
    const record = {
      id: newKey(),
      user,
      report,
      page,
      title,
      kind: "photo",
      label: this.words.photo,
      blob: file,
      caption: "",
      takenAt: (takenAt ?? new Date(file.lastModified)).toISOString(),
      place,
      ready: false,
      at: Date.now(),
    };
    const row = this.show(record);
    await this.keep(record);
    row.querySelector("[data-caption]").focus();
    if (file.size > LARGEST) this.refuse(record, this.words.tooBig);
    else if (!place) await this.locate(record);
  }

  async locate(record) {
    this.facts(record, this.words.locating);
    const coords = await here();
    if (coords) record.place = { latitude: coords.latitude, longitude: coords.longitude };
    this.facts(record);
    if (this.rows.has(record.id) && !record.ready) await this.keep(record);
  }

  async keep(record) {
    const isKept = await store.keep(record);
    if (!record.ready && !record.problem) this.say(record, isKept ? "draft" : "fading");
  }

  show(record) {
    const row = document.querySelector("template[data-shot]").content.firstElementChild.cloneNode(true);
    const caption = row.querySelector("[data-caption]");
    const canvas = row.querySelector("canvas");
    caption.id = `keterangan-${record.id}`;
    row.querySelector("[data-caption-label]").htmlFor = caption.id;
    caption.value = record.caption;
    canvas.setAttribute("aria-label", this.words.photo);
    draw(canvas, record.blob);
    caption.addEventListener("input", () => {
      record.caption = caption.value;
      this.keep(record);
    });
    caption.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), this.send(record)));
    row.querySelector("[data-send]").addEventListener("click", () => this.send(record));
    row.querySelector("[data-discard]").addEventListener("click", () => this.discard(record));
    this.list.append(row);
    this.rows.set(record.id, { row, record });
    this.facts(record);
    return row;
  }

  facts(record, where = null) {
    const place = record.place
      ? `${record.place.latitude.toFixed(6)}, ${record.place.longitude.toFixed(6)}`
      : this.words.nowhere;
    const line = this.rows.get(record.id)?.row.querySelector("[data-when]");
    if (line) line.textContent = `${wib.format(new Date(record.takenAt))} WIB · ${where ?? place}`;
  }

  async send(record) {
    const { row } = this.rows.get(record.id);
    record.ready = true;
    record.problem = "";
    await store.keep(record);
    row.querySelector("[data-caption]").readOnly = true;
    row.querySelector("[data-send]").hidden = true;
    this.say(record, navigator.onLine ? "sending" : "waiting");
    if (row.contains(document.activeElement) || document.activeElement === document.body) this.focusNext();
    this.queue.run();
  }

  focusNext() {
    const next = this.list.querySelector("[data-send]:not([hidden])") ?? this.section.querySelector("#kamera");
    next.focus({ preventScroll: true });
  }

  async discard(record) {
    await store.drop(record.id);
    const { row } = this.rows.get(record.id);
    this.rows.delete(record.id);
    const hadFocus = row.contains(document.activeElement);
    row.remove();
    if (hadFocus) this.focusNext();
    this.desk.changed();
  }

  restore(record) {
    const row = this.show(record);
    if (record.problem) this.refuse(record, record.problem);
    else if (record.ready) {
      row.querySelector("[data-caption]").readOnly = true;
      row.querySelector("[data-send]").hidden = true;
      this.say(record, "waiting");
    } else this.say(record, "draft");
  }

  body(record) {
    const body = new FormData();
    body.set("key", record.id);
    body.set("caption", record.caption);
    body.set("taken_at", record.takenAt);
    if (record.place) {
      body.set("latitude", record.place.latitude.toFixed(6));
      body.set("longitude", record.place.longitude.toFixed(6));
    }
    body.set("image", record.blob, "foto.jpg");
    return { url: this.form.getAttribute("action"), body };
  }

  told(record, state, answer) {
    const shown = this.rows.get(record.id);
    if (state === "sent") {
      const line = new DOMParser().parseFromString(answer, "text/html").querySelector("li");
      document.getElementById(line.id)?.remove();
      if (shown) shown.row.replaceWith(line);
      else this.list.append(line);
      this.rows.delete(record.id);
    } else if (state === "refused") this.refuse(record, plain(answer));
    else this.say(record, state);
    this.desk.changed();
  }

  refuse(record, reason) {
    const shown = this.rows.get(record.id);
    record.problem = reason;
    record.ready = false;
    store.keep(record);
    if (!shown) return;
    shown.row.querySelector("[data-send]").hidden = true;
    this.line(shown.row, `${this.words.refused} ${reason}`, "save-state save-state--problem");
    this.desk.changed();
  }

  say(record, state) {
    const shown = this.rows.get(record.id);
    if (!shown) return;
    const isHeld = ["waiting", "failed", "over", "other", "fading"].includes(state);
    this.line(shown.row, this.words[state], `save-state save-state--${isHeld ? "kept" : "pending"}`);
    this.desk.changed();
  }

  line(row, text, className) {
    const line = row.querySelector("[data-item-state]");
    line.className = className;
    line.textContent = text;
  }

  get drafts() {
    return [...this.rows.values()].filter(({ record }) => !record.ready).length;
  }

  get unsent() {
    return this.rows.size;
  }

  // A photo that the server has goes at once or not at all.
  async removed(event) {
    const form = event.target;
    if (!form.matches("[data-remove]")) return;
    event.preventDefault();
    event.stopPropagation();
    const { status } = await this.queue.post({ url: form.getAttribute("action"), body: new FormData(form) });
    const row = form.closest("li");
    if (status === 200) {
      row.remove();
      this.section.querySelector("#kamera").focus({ preventScroll: true });
      this.desk.stored();
    } else this.line(withState(row), this.words.notRemoved, "field-error");
  }
}

function withState(row) {
  if (!row.querySelector("[data-item-state]")) {
    const line = document.createElement("p");
    line.dataset.itemState = "";
    line.setAttribute("role", "alert");
    row.querySelector(".shot__facts").append(line);
  }
  return row;
}
