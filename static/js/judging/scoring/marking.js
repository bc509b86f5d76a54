// One criterion of a sheet, stored by itself: static/js/saving.js with a mark and a comment instead of a text.

import { pointsOf } from "./scale.js";
import { Saving } from "../../saving.js";

const valueOf = (pairs, kind) => pairs.find(([name]) => name.startsWith(kind))?.[1] ?? "";
const plain = (text) => text.replaceAll("\r\n", "\n").trim();

export class Marking extends Saving {
  get version() {
    return this.form.querySelector('[name^="version-"]');
  }

  get figure() {
    return this.form.querySelector(".input-figure");
  }

  get comment() {
    return this.form.querySelector("textarea");
  }

  // Two values for one place – or it was this very page, and only the answer was lost.
  async clash(html) {
    const choice = new DOMParser().parseFromString(html, "text/html").querySelector("[data-choice]").dataset;
    if (this.unanswered.some((pairs) => this.says(pairs, choice))) {
      this.unanswered = [];
      this.version.value = choice.version;
      await this.send();
      return;
    }
    this.fill(html);
    this.state = "clash";
    this.mark(true);
    this.keep();
    this.desk.clashed(this);
  }

  says(pairs, { points, comment }) {
    return pointsOf(valueOf(pairs, "nilai-")) === pointsOf(points) && plain(valueOf(pairs, "komentar-")) === plain(comment);
  }

  // Either way the next save starts from what stands; with “theirs” that is what it stores, and nothing changes.
  choose(kind) {
    const { points, comment, version } = this.place.querySelector("[data-choice]").dataset;
    this.version.value = version;
    this.state = "pending";
    this.unanswered = [];
    this.mark(false);
    if (kind === "theirs") {
      if (this.figure) this.figure.value = points;
      this.comment.value = comment;
      this.form.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return this.send([["lagi", "1"]]);
  }

  put(pairs) {
    for (const field of [this.figure, this.comment, this.version]) {
      const pair = field && pairs.find(([name]) => name === field.name);
      if (pair) field.value = pair[1];
    }
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  fill(html) {
    super.fill(html);
    this.desk.filled(this);
  }

  mark(isWrong) {
    const wrong = isWrong && (this.place.querySelector("[data-wrong]")?.dataset.wrong ?? "nilai");
    this.figure?.toggleAttribute("aria-invalid", wrong === "nilai");
    this.comment.toggleAttribute("aria-invalid", wrong === "komentar" || (Boolean(wrong) && !this.figure));
    for (const field of [this.figure, this.comment]) if (field?.hasAttribute("aria-invalid")) field.setAttribute("aria-invalid", "true");
  }
}
