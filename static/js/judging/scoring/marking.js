// One criterion of a sheet, stored by itself: static/js/saving.js with a mark and a comment instead of a text.

import { pointsOf } from "./scale.js";
import { Saving } from "../../saving.js";

export class Marking extends Saving {
  get figure() {
    return this.form.querySelector(".input-figure");
  }

  get comment() {
    return this.form.querySelector("textarea");
  }

  isSame(name, one, other) {
    return name === this.figure?.name ? pointsOf(one) === pointsOf(other) : super.isSame(name, one, other);
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
