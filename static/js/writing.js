// A page that stores itself: one state for all its forms, always in view; what waited on this device; and leaving.
//
// The page's root says data-user, data-page, data-title and data-session; it holds a template[data-saying] for each
// state, places [data-overall] and one [data-announce]. The forms store themselves (saving.js).

import { drop, shut, waiting } from "./queue.js";
import { Saving, typedIn } from "./saving.js";
import { channel, Session } from "./session.js";

const WORST_FIRST = ["other", "over", "fading", "clash", "refused", "offline", "failing", "saving", "pending"];
const SAID_ALOUD = new Set(["other", "over", "fading", "clash", "refused", "offline", "failing", "saved", "restored"]);

// A part of the page as the server has it now; nothing where the line is down, for the next save asks again.
export async function fresh(url) {
  const response = await fetch(url, { redirect: "manual", cache: "no-store" }).catch(() => ({}));
  return response.ok ? response.text() : "";
}

export class Writing {
  constructor(root, Kind = Saving) {
    const { user, page, title } = root.dataset;
    Object.assign(this, { root, Kind, user, page, title, savings: [], said: "" });
    this.overalls = [...root.querySelectorAll("[data-overall]")];
    this.session = new Session(root, (how) => this.renewed(how));
  }

  start(forms) {
    for (const form of forms) this.savings.push(new this.Kind(form, this));
    document.addEventListener("submit", (event) => this.holdBack(event), { capture: true });
    document.addEventListener("signing-out", (event) => event.detail.push(this.flush()));
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
    addEventListener("online", () => this.wake());
    addEventListener("beforeunload", (event) => {
      if (this.savings.some((saving) => saving.isDirty && !saving.isKept)) event.preventDefault();
    });
    channel?.addEventListener("message", ({ data }) => data === "signed-out" && shut(true));
  }

  get isDirty() {
    return this.savings.some((saving) => saving.isDirty);
  }

  get state() {
    const states = new Set(this.savings.map((saving) => saving.state));
    return WORST_FIRST.find((one) => states.has(one)) ?? "saved";
  }

  words(key) {
    return this.root.querySelector(`template[data-saying="${key}"]`).content.firstElementChild.cloneNode(true);
  }

  line(state) {
    return this.words(state);
  }

  // One line for all forms: the worst of their states; spoken when it changes, but not at every pause.
  changed() {
    const { state } = this;
    if (state === this.said || (!this.said && state === "saved")) return;
    for (const overall of this.overalls) {
      overall.hidden = false;
      overall.replaceChildren(this.line(state));
    }
    if (SAID_ALOUD.has(state)) this.announce(state);
    this.said = state;
  }

  announce(key) {
    const place = this.root.querySelector("[data-announce]");
    const isNews = place.dataset.key !== key && !(key === "saved" && !place.dataset.key);
    if (isNews) place.textContent = this.words(key).textContent.trim();
    place.dataset.key = key;
  }

  stored() {}

  clashed() {}

  renewed(how) {
    if (how) for (const saving of this.savings) if (saving.isDirty) saving.say(how);
    if (!how) {
      shut(false);
      this.wake();
    }
    this.changed();
  }

  // Of two values one is chosen by a button beside them.
  choose({ target }) {
    const button = target.closest("[data-choose]");
    const saving = button && this.savings.find(({ form }) => form.contains(button));
    saving?.choose(button.dataset.choose);
    return saving;
  }

  wake() {
    return Promise.all(this.savings.map((saving) => saving.wake()));
  }

  // Store all that is still waiting; true when nothing is left.
  async flush() {
    for (const saving of this.savings) {
      while (saving.isFlying) await new Promise((resolve) => setTimeout(resolve, 50));
      if (saving.isDirty) await saving.send();
    }
    return !this.isDirty;
  }

  // What waited on this device: first all of it stands in the forms again, then it is sent in the order it was typed.
  async restore() {
    const restored = [];
    for (const record of await waiting(this.user)) {
      const saving = this.savings.find(({ key }) => key === record.key);
      if (!saving) {
        await this.left(record);
        continue;
      }
      const was = saving.isDirty;
      saving.restore(record);
      if (!was && saving.isDirty) this.announce("restored");
      restored.push(saving);
    }
    for (const saving of restored) await saving.send();
  }

  // The place was closed before its text could be sent: it is shown, so that nobody loses it unread.
  left(record) {
    const pattern = this.root.querySelector("template[data-leftover]");
    if (record.page !== this.page || !pattern) return;
    const part = pattern.content.firstElementChild.cloneNode(true);
    const text = typedIn(record.fields).map(([, value]) => value).filter(Boolean).join("\n");
    const copy = part.querySelector("[data-copy]");
    part.querySelector("[data-name]").textContent = record.label;
    part.querySelector(".leftover__text").textContent = text;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      copy.textContent = copy.dataset.done;
    });
    part.querySelector("[data-discard]").addEventListener("click", async () => {
      await drop(record);
      part.remove();
    });
    this.root.querySelector("[data-leftovers]").append(part);
  }

  // A step takes along what was written: first that is stored, then it goes.
  async holdBack(event) {
    const form = event.target;
    if (!this.root.contains(form) || form.matches("[data-autosave], [data-resolve], [hx-post]") || !this.isDirty) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await this.flush()) form.requestSubmit(event.submitter);
    else (this.root.querySelector("[aria-invalid=true], [data-choose]") ?? this.overalls[0])?.scrollIntoView({ block: "center" });
  }
}
