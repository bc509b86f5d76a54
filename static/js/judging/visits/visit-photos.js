// Photos of a visit: taken or picked, shown with their time and place, named, and sent when their maker says so.

import { readExif } from "./exif.js";
import { drop, keep, plain, Sender } from "../../queue.js";

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

// A UUID; an address without TLS has no crypto.randomUUID.
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const figures = ({ latitude, longitude }) => ({ latitude: latitude.toFixed(6), longitude: longitude.toFixed(6) });

function close(row) {
  row.querySelector("[data-caption]").readOnly = true;
  row.querySelector("[data-send]").hidden = true;
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
    const { user, page, title } = this.desk;
    const { takenAt, place } = await readExif(file);
    const at = Date.now();
    const taken = { blob: file, caption: "", takenAt: (takenAt ?? new Date(file.lastModified)).toISOString() };
    if (place) taken.place = figures(place);
    const record = { user, key: newKey(), page, title, at, kind: "photo", label: this.words.photo, ready: false, ...taken };
    const row = this.show(record);
    await this.keep(record);
    row.querySelector("[data-caption]").focus();
    if (file.size > LARGEST) this.refuse(record, this.words.tooBig);
    else if (!place) await this.locate(record);
  }

  async locate(record) {
    this.facts(record, this.words.locating);
    const coords = await here();
    if (coords) record.place = figures(coords);
    this.facts(record);
    if (this.rows.has(record.key) && !record.ready) await this.keep(record);
  }

  async keep(record) {
    const isKept = await keep(record);
    if (!record.ready && !record.problem) this.say(record, isKept ? "draft" : "fading");
  }

  show(record) {
    const row = document.querySelector("template[data-shot]").content.firstElementChild.cloneNode(true);
    const caption = row.querySelector("[data-caption]");
    const canvas = row.querySelector("canvas");
    caption.id = `keterangan-${record.key}`;
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
    this.rows.set(record.key, { row, record });
    this.facts(record);
    return row;
  }

  facts(record, where = null) {
    const place = record.place ? Object.values(record.place).join(", ") : this.words.nowhere;
    const line = this.rows.get(record.key)?.row.querySelector("[data-when]");
    if (line) line.textContent = `${wib.format(new Date(record.takenAt))} WIB · ${where ?? place}`;
  }

  async send(record) {
    const { row } = this.rows.get(record.key);
    record.ready = true;
    record.problem = "";
    await keep(record);
    close(row);
    this.say(record, navigator.onLine ? "sending" : "offline");
    if (row.contains(document.activeElement) || document.activeElement === document.body) this.focusNext();
    this.queue.run();
  }

  focusNext() {
    const next = this.list.querySelector("[data-send]:not([hidden])") ?? this.section.querySelector("#kamera");
    next.focus({ preventScroll: true });
  }

  async discard(record) {
    await drop(record);
    const { row } = this.rows.get(record.key);
    this.rows.delete(record.key);
    const hadFocus = row.contains(document.activeElement);
    row.remove();
    if (hadFocus) this.focusNext();
    this.desk.changed();
  }

  restore(record) {
    const row = this.show(record);
    if (record.problem) this.refuse(record, record.problem);
    else if (record.ready) {
      close(row);
      this.say(record, "offline");
    } else this.say(record, "draft");
  }

  body(record) {
    const body = new FormData();
    const said = { key: record.key, caption: record.caption, taken_at: record.takenAt, ...record.place };
    for (const [name, value] of Object.entries(said)) body.set(name, value);
    body.set("image", record.blob, "foto.jpg");
    return { url: this.form.getAttribute("action"), body };
  }

  told(record, state, answer) {
    const shown = this.rows.get(record.key);
    if (state === "stored") {
      const line = new DOMParser().parseFromString(answer, "text/html").querySelector("li");
      document.getElementById(line.id)?.remove();
      if (shown) shown.row.replaceWith(line);
      else this.list.append(line);
      this.rows.delete(record.key);
    } else if (state === "refused") this.refuse(record, plain(answer));
    else this.say(record, state);
    this.desk.changed();
  }

  refuse(record, reason) {
    Object.assign(record, { problem: reason, ready: false });
    keep(record);
    const { row } = this.rows.get(record.key) ?? {};
    if (row) row.querySelector("[data-send]").hidden = true;
    this.say(record, "refused", reason);
  }

  say(record, state, reason) {
    const { row } = this.rows.get(record.key) ?? {};
    if (row) this.desk.say(row.querySelector("[data-item-state]"), state, reason);
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
    const { state } = await new Sender(this.desk).send(form.getAttribute("action"), new FormData(form));
    const row = form.closest("li");
    if (state === "stored") {
      row.remove();
      this.section.querySelector("#kamera").focus({ preventScroll: true });
      this.desk.stored();
    } else Object.assign(row.querySelector("[data-item-state]"), { className: "field-error", textContent: this.words.notRemoved });
  }
}
