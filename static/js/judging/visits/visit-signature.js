// A signature drawn with a finger, a pen or a mouse, kept on this device until the server has it.

import { keep, plain } from "../../queue.js";

const INK = "#14213d";
const WIDTH = 4;

export class Signature {
  constructor(desk, section, words, queue) {
    Object.assign(this, { desk, section, words, queue });
    this.pad = section.querySelector("[data-pad]");
    this.canvas = this.pad.querySelector("canvas");
    this.state = this.pad.querySelector("[data-item-state]");
    this.record = null;
    this.pad.hidden = false;
    this.clear();
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.go(event));
    for (const name of ["pointerup", "pointercancel"]) this.canvas.addEventListener(name, () => (this.last = null));
    this.pad.querySelector("[data-clear]").addEventListener("click", () => this.clear());
    this.pad.querySelector("[data-keep]").addEventListener("click", () => this.keep());
  }

  get unsent() {
    return this.record ? 1 : 0;
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const scale = this.canvas.width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  begin(event) {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.last = this.point(event);
    this.stroke(this.last);
  }

  go(event) {
    if (!this.last) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) this.stroke(this.point(one));
  }

  stroke(to) {
    const pen = this.canvas.getContext("2d");
    Object.assign(pen, { strokeStyle: INK, lineWidth: WIDTH, lineCap: "round", lineJoin: "round" });
    pen.beginPath();
    pen.moveTo(...this.last);
    pen.lineTo(to[0] + 0.01, to[1]);
    pen.stroke();
    this.last = to;
    this.isDrawn = true;
  }

  clear() {
    this.canvas.getContext("2d").clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.isDrawn = false;
    this.last = null;
    this.say("", "");
  }

  async keep() {
    if (!this.isDrawn) {
      this.say(this.words.blank, "field-error");
      return;
    }
    const { user, page, title } = this.desk;
    const blob = await new Promise((resolve) => this.canvas.toBlob(resolve, "image/png"));
    const more = { kind: "signature", label: this.words.signature, ready: true, at: Date.now() };
    this.record = { key: `${page}tanda-tangan/`, user, page, title, blob, ...more };
    await keep(this.record);
    this.told(this.record, navigator.onLine ? "sending" : "offline");
    this.queue.run();
  }

  restore(record) {
    this.record = record;
    this.told(record, record.problem ? "refused" : "offline", record.problem);
  }

  body(record) {
    const body = new FormData();
    body.set("image", record.blob, "tanda-tangan.png");
    return { url: this.section.dataset.action, body };
  }

  told(record, state, answer) {
    if (state === "stored") {
      this.record = null;
      const { body } = new DOMParser().parseFromString(answer, "text/html");
      const hadFocus = this.pad.contains(document.activeElement);
      const place = this.section.querySelector("[data-signed]");
      place.replaceChildren(...body.childNodes);
      this.clear();
      if (hadFocus) place.querySelector("button")?.focus({ preventScroll: true });
    } else this.desk.say(this.state, state, plain(answer));
    this.desk.changed();
  }

  say(text, className) {
    this.state.className = className;
    this.state.textContent = text;
  }
}
