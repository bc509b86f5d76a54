// Storing a form by itself: within two seconds of the last key, one request at a time, the latest text wins.
//
// The contract for any form on a page with [data-desk]:
//   <form method="post" action="…" autocomplete="off" data-autosave data-state="ID" data-label="what it is called">
// It posts all its fields (files excepted) with the headers X-Autosave: 1, X-Writer (whose page it is) and
// X-CSRFToken. The server answers with a fragment: 200 stored, 422 refused with the reason, 409 somebody else
// wrote meanwhile, 403 not to be changed any more. The fragment fills the element with the id that `data-state` names
// (inside the form: its hidden `version` field marks what the next save starts from); elements in it that carry
// data-oob or hx-swap-oob replace those with their ids – unless what stands there was read later (data-as-of), for the
// answers to two forms may arrive in another order than they were made. A redirect means that the session is over.
// Everything typed is in outbox.js at once and leaves it when the server has confirmed that very text. When it is put
// back after a return, the form first gets the event `saving:restore` with the pairs in `detail`, in case it must make
// room.

import * as outbox from "./outbox.js";

const PAUSE = 900; // ms without a key until a save
const LONGEST = 6_000; // … and at the latest while somebody types on
const PATIENCE = 20_000; // for an answer
const RETRY_FIRST = 1_500;
const RETRY_MOST = 15_000;
const QUIET = 400; // a save that is quicker than this is not announced

const OWN = new Set(["csrfmiddlewaretoken", "version", "apart"]);
const kindOf = (name) => name.split("-", 1)[0]; // a form may hold several versions: version-7
export const textOf = (pairs) => JSON.stringify(pairs.filter(([name]) => !OWN.has(kindOf(name))));

// Put a fragment at its place; what carries an address of its own goes there.
export function fill(place, html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const part of body.querySelectorAll("[data-oob], [hx-swap-oob]")) {
    const old = document.getElementById(part.id);
    part.remove();
    part.removeAttribute("hx-swap-oob");
    if (!old || Number(part.dataset.asOf ?? 0) < Number(old.dataset.asOf ?? 0)) continue;
    old.replaceWith(part);
    window.htmx?.process(part);
  }
  place.replaceChildren(...body.childNodes);
}

export class Saving {
  constructor(form, desk) {
    this.form = form;
    this.desk = desk; // { session, user, page, title, words(key), changed(saving), stored(), clashed(saving) }
    this.place = document.getElementById(form.dataset.state);
    this.action = form.getAttribute("action");
    this.confirmed = this.pairs(); // what the server has
    this.standing = this.visible().map((node) => node.cloneNode(true)); // what it said of that
    this.unanswered = []; // what went out and may have arrived
    this.isKept = true;
    this.state = "saved"; // saved, pending, saving, offline, failing, over, other, clash, refused, fading
    this.sent = null; // what went out last without an answer
    this.isFlying = false;
    this.failures = 0;
    this.keeping = null;
    form.addEventListener("input", (event) => event.target.type !== "file" && this.typed());
    form.addEventListener("change", (event) => event.target.type !== "file" && this.typed());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.send();
    });
  }

  get version() {
    return this.form.elements.namedItem("version");
  }

  get isDirty() {
    return textOf(this.pairs()) !== textOf(this.confirmed);
  }

  pairs() {
    return [...new FormData(this.form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  }

  record() {
    const { user, page, title } = this.desk;
    const { label = "" } = this.form.dataset;
    return { user, action: this.action, page, title, label, fields: this.pairs(), sent: this.sent, at: Date.now() };
  }

  // Everything at its place but the hidden mark of the version.
  visible() {
    return [...this.place.children].filter((node) => node.type !== "hidden");
  }

  show(nodes) {
    for (const node of this.visible()) node.remove();
    this.place.append(...nodes);
  }

  say(key) {
    if (this.state !== key || key === "pending") this.show([this.desk.words(key)]);
    this.state = key;
    this.desk.changed(this);
  }

  fill(html) {
    fill(this.place, html);
    this.standing = this.visible().map((node) => node.cloneNode(true));
  }

  typed() {
    if (!this.isDirty && this.state === "saved") return;
    this.keep();
    if (!["clash", "offline", "failing", "over", "other", "fading"].includes(this.state)) this.say("pending");
    clearTimeout(this.pausing);
    this.pausing = setTimeout(() => this.send(), PAUSE);
    this.latest ??= setTimeout(() => this.send(), LONGEST);
  }

  // Into the outbox at once; while one write is under way the next waits and takes the latest text.
  keep() {
    this.keepAgain = true;
    this.keeping ??= (async () => {
      while (this.keepAgain) {
        this.keepAgain = false;
        this.isKept = await outbox.keep(this.record());
      }
      this.keeping = null;
    })();
    return this.keeping;
  }

  clearTimers() {
    for (const timer of [this.pausing, this.latest, this.trying]) clearTimeout(timer);
    this.latest = null;
  }

  // Send what stands now, unless something stands in the way; whoever awaits it knows afterwards by `isDirty`.
  async send(extra = []) {
    this.clearTimers();
    if (this.isFlying || this.state === "clash") return;
    if (this.desk.session.over) {
      this.say(this.desk.session.over);
      return;
    }
    const pairs = this.pairs();
    if (textOf(pairs) === textOf(this.confirmed) && !extra.length) {
      await this.land(pairs);
      return;
    }
    this.isFlying = true;
    this.sent = pairs;
    const telling = setTimeout(() => this.say("saving"), QUIET);
    await this.keep();
    const answer = await this.post([...pairs, ...extra]);
    clearTimeout(telling);
    this.isFlying = false;
    await this.take(answer, pairs, extra);
    this.desk.changed(this);
  }

  async post(pairs) {
    try {
      const response = await fetch(this.action, {
        method: "POST",
        body: new URLSearchParams(pairs),
        redirect: "manual",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
        headers: { "X-Autosave": "1", "X-Writer": this.desk.user, "X-CSRFToken": this.desk.session.token },
      });
      if (response.type === "opaqueredirect") return { status: "over" };
      const html = await response.text();
      return { status: response.status, html: /<html/i.test(html) ? null : html };
    } catch {
      return { status: 0 };
    }
  }

  async take({ status, html }, pairs, extra) {
    if (status === "over") {
      this.desk.session.end("over");
      this.say("over");
    } else if (status === 0 || status >= 500 || status === 429) {
      this.retry(status);
    } else if (status === 200 && html !== null) {
      await this.stored(pairs, html);
    } else if (status === 409 && html) {
      await this.clash(html);
    } else if (status === 403 && !this.isDoubted) {
      await this.doubted(extra);
    } else {
      this.refused(html);
      if (textOf(this.pairs()) !== textOf(pairs)) this.typed();
    }
  }

  refused(html) {
    if (html) this.fill(html);
    else this.say("refused");
    this.state = "refused";
    this.mark(true);
  }

  async stored(pairs, html) {
    this.failures = 0;
    this.sent = null;
    this.unanswered = [];
    this.mark(false);
    this.fill(html);
    this.confirmed = pairs;
    this.state = "saved";
    this.desk.stored();
    if (this.isDirty) this.typed();
    else await this.land(pairs);
  }

  async land(pairs) {
    await this.keeping;
    await outbox.settle(this.record(), (fields) => textOf(fields) === textOf(pairs));
    if (this.isDirty || this.state === "saved") return;
    this.show(this.standing.map((node) => node.cloneNode(true)));
    this.state = "saved";
    this.desk.changed(this);
  }

  // Somebody else wrote meanwhile – or it was this very page, and only the answer was lost.
  async clash(html) {
    const theirs = new DOMParser().parseFromString(html, "text/html").querySelector("[data-resolve=theirs]");
    const stands = theirs && [["text", theirs.elements.text.value]];
    if (stands && this.unanswered.some((pairs) => textOf(pairs) === textOf(stands))) {
      this.unanswered = [];
      this.version.value = theirs.elements.version.value;
      await this.send();
      return;
    }
    this.fill(html);
    this.beside = this.form.closest("section")?.querySelector("[data-resolve=mine]")?.elements.text.value;
    this.state = "clash";
    this.mark(true);
    this.keep();
    this.desk.clashed(this);
  }

  // Refused: a session that was renewed elsewhere needs its own token, once.
  async doubted(extra) {
    const who = await this.desk.session.ask();
    if (who === "same") {
      this.isDoubted = true;
      await this.send(extra);
      this.isDoubted = false;
    } else if (who === "unknown") this.retry(0);
    else this.say(who);
  }

  retry(status) {
    this.unanswered = [...this.unanswered, this.sent].slice(-5);
    this.say(this.isKept ? (status ? "failing" : "offline") : "fading");
    const delay = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** this.failures);
    this.failures += 1;
    this.trying = setTimeout(() => this.send(), delay * (0.75 + Math.random() / 2));
  }

  // The line is back, or the session: no need to wait for the next try.
  wake() {
    if (this.isDirty || ["offline", "failing", "over", "other", "fading"].includes(this.state)) return this.send();
    return undefined;
  }

  // One of the two texts was chosen, or both joined: it starts from the text that stands. What was typed on since
  // both were shown stands in neither; it is stored first, so that the history has it.
  async resolve({ kind, text, version }) {
    this.version.value = version;
    this.state = "pending";
    this.unanswered = [];
    this.mark(false);
    if (kind !== "mine") {
      const isLater = this.beside !== undefined && this.form.elements.text.value !== this.beside;
      if (isLater) await this.send([["apart", "on"]]);
      if (isLater && this.state !== "saved") return undefined;
      this.form.elements.text.value = text;
      if (isLater) kind = "merged";
    }
    this.form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
    return this.send(kind === "theirs" ? [["again", "1"]] : [["apart", "on"]]);
  }

  // What waited on this device: it stands in the form again and is sent; the server says whether others wrote since.
  restore(record) {
    if (textOf(record.fields) === textOf(this.confirmed)) return outbox.drop(record);
    if (record.sent && textOf(record.sent) === textOf(this.confirmed)) {
      record.fields = record.fields.filter(([name]) => kindOf(name) !== "version");
    }
    this.form.dispatchEvent(new CustomEvent("saving:restore", { detail: record.fields }));
    this.put(record.fields);
    this.unanswered = record.sent ? [record.sent] : [];
    this.say("pending");
    return this.send();
  }

  put(pairs) {
    const values = new Map();
    for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
    for (const field of this.form.elements) {
      if (!field.name || field.name === "csrfmiddlewaretoken" || field.type === "file") continue;
      const wanted = values.get(field.name) ?? [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
      else if (field instanceof HTMLSelectElement && field.multiple)
        for (const option of field.options) option.selected = wanted.includes(option.value);
      else if (wanted.length) field.value = wanted.shift();
    }
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  mark(isWrong) {
    const field = this.form.elements.namedItem("text");
    if (field instanceof Element) field.setAttribute("aria-invalid", String(isWrong));
  }
}
