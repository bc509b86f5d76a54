// Storing a form by itself: within two seconds of the last key, one request at a time, the latest text wins.
//
// The contract for any form on a page that stores itself (writing.js):
//   <form method="post" action="…" autocomplete="off" data-autosave data-state="ID" data-label="what it is called">
// It posts all its fields (files excepted) with the headers X-Autosave: 1, X-Writer (whose page it is) and
// X-CSRFToken. The server answers with a fragment: 200 stored, 422 refused with the reason, 409 somebody else
// wrote meanwhile, 403 not to be changed any more. The fragment fills the element with the id that `data-state` names
// (inside the form: its hidden fields seen[key] mark what the next save starts from); elements in it that carry
// data-oob or hx-swap-oob replace those with their ids – unless what stands there was read later (data-as-of), for the
// answers to two forms may arrive in another order than they were made. A 409 says in `data-stands` what is stored: the
// `fields` as the form would send them, and the tokens `seen` of that. A redirect means that the session is over.
// Everything typed is in queue.js at once and leaves it when the server has confirmed that very text. When it is put
// back after a return, the form first gets the event `saving:restore` with the pairs in `detail`, in case it must make
// room.

import { drop, keep, Sender, settle } from "./queue.js";

const PAUSE = 900; // ms without a key until a save
const LONGEST = 6_000; // … and at the latest while somebody types on
const QUIET = 400; // a save that is quicker than this is not announced
const HELD = new Set(["clash", "offline", "failing", "over", "other", "fading"]); // said until the server has answered

const SEEN = /^seen\[/;
const OWN = /^(csrfmiddlewaretoken|apart)$|^(seen|contested)\[/;
export const typedIn = (pairs) => pairs.filter(([name]) => !OWN.test(name));
const textOf = (pairs) => JSON.stringify(typedIn(pairs));
const plain = (text) => text.replaceAll("\r\n", "\n").trim();
const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const standsIn = (part) => JSON.parse(part.querySelector("[data-stands]").dataset.stands);

// Put a fragment at its place; what carries an address of its own goes there.
export function fill(place, html) {
  const { body } = parse(html);
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

// Put what a form would send into these fields; a box that it does not name is not ticked.
export function put(fields, pairs) {
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of fields) {
    const wanted = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
    else if (wanted.length && field.type !== "file") field.value = wanted.shift();
  }
}

export class Saving {
  constructor(form, desk) {
    this.form = form;
    this.desk = desk; // { session, user, page, title, words(key), changed(saving), stored(saving), clashed(saving) }
    this.place = document.getElementById(form.dataset.state);
    this.key = form.getAttribute("action");
    this.sender = new Sender(desk);
    this.confirmed = this.pairs(); // what the server has
    this.standing = this.visible().map((node) => node.cloneNode(true)); // what it said of that
    this.unanswered = []; // what went out and may have arrived
    this.isKept = true;
    this.state = "saved"; // saved, pending, saving, offline, failing, over, other, clash, refused, fading
    this.sent = null; // what went out last without an answer
    this.isFlying = false;
    for (const type of ["input", "change"]) {
      form.addEventListener(type, (event) => event.target.type !== "file" && this.typed());
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.send();
    });
  }

  get isDirty() {
    return textOf(this.pairs()) !== textOf(this.confirmed);
  }

  pairs() {
    return [...new FormData(this.form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  }

  tokens() {
    return this.pairs().filter(([name]) => SEEN.test(name));
  }

  // From here on the next save starts.
  see(tokens) {
    for (const [key, token] of Object.entries(tokens)) this.form.elements.namedItem(`seen[${key}]`).value = token;
  }

  record() {
    const { user, page, title } = this.desk;
    const { label = "" } = this.form.dataset;
    return { user, key: this.key, page, title, label, fields: this.pairs(), sent: this.sent, at: Date.now() };
  }

  // Everything at its place but the hidden fields.
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
    const seen = [...this.place.children].filter(({ name }) => SEEN.test(name));
    fill(this.place, html);
    if (![...this.place.children].some(({ name }) => SEEN.test(name))) this.place.prepend(...seen);
    this.standing = this.visible().map((node) => node.cloneNode(true));
  }

  typed() {
    if (!this.isDirty && this.state === "saved") return;
    this.keep();
    if (!HELD.has(this.state)) this.say("pending");
    clearTimeout(this.pausing);
    this.pausing = setTimeout(() => this.send(), PAUSE);
    this.latest ??= setTimeout(() => this.send(), LONGEST);
  }

  // Into the queue at once; while one write is under way the next waits and takes the latest text.
  keep() {
    this.keepAgain = true;
    this.keeping ??= (async () => {
      while (this.keepAgain) {
        this.keepAgain = false;
        this.isKept = await keep(this.record());
      }
      this.keeping = null;
    })();
    return this.keeping;
  }

  clearTimers() {
    clearTimeout(this.pausing);
    clearTimeout(this.latest);
    this.sender.hurry();
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
    const answer = await this.sender.send(this.key, new URLSearchParams([...pairs, ...extra]));
    clearTimeout(telling);
    this.isFlying = false;
    await this.take(answer, pairs);
    this.desk.changed(this);
  }

  async take({ state, html }, pairs) {
    if (state === "stored") await this.stored(pairs, html);
    else if (state === "clash") await this.clash(html);
    else if (state === "offline" || state === "failing") this.retry(state);
    else if (state !== "refused") this.say(state);
    else {
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
    this.sent = null;
    this.unanswered = [];
    this.mark(false);
    this.fill(html);
    this.confirmed = [...typedIn(pairs), ...this.tokens()];
    this.state = "saved";
    this.desk.stored(this);
    if (this.isDirty) this.typed();
    else await this.land(pairs);
  }

  async land(pairs) {
    await this.keeping;
    await settle(this.record(), ({ fields }) => textOf(fields) === textOf(pairs));
    if (this.isDirty || this.state === "saved") return;
    this.show(this.standing.map((node) => node.cloneNode(true)));
    this.state = "saved";
    this.desk.changed(this);
  }

  // Somebody else wrote meanwhile – or it was this very page, and only the answer was lost.
  async clash(html) {
    const { fields, seen } = standsIn(parse(html));
    const says = (pairs) => Object.entries(fields).every(([name, text]) => this.isSame(name, new Map(pairs).get(name) ?? "", text));
    if (this.unanswered.some(says)) {
      this.unanswered = [];
      this.see(seen);
      await this.send();
      return;
    }
    this.fill(html);
    this.state = "clash";
    this.mark(true);
    this.keep();
    this.desk.clashed(this);
  }

  isSame(_name, one, other) {
    return plain(one) === plain(other);
  }

  retry(state) {
    this.unanswered = [...this.unanswered, this.sent].slice(-5);
    this.say(this.isKept ? state : "fading");
    this.sender.later(() => this.send());
  }

  // The line is back, or the session: no need to wait for the next try.
  wake() {
    return this.isDirty || (HELD.has(this.state) && this.state !== "clash") ? this.send() : undefined;
  }

  // The choice is made: what is stored has been seen.
  settled(seen) {
    this.see(seen);
    this.state = "pending";
    this.unanswered = [];
    this.mark(false);
  }

  // Of two values one is chosen; with “theirs” the next save stores nothing new.
  choose(kind) {
    const { fields, seen } = standsIn(this.place);
    this.settled(seen);
    if (kind === "theirs") this.put(Object.entries(fields));
    return this.send([["again", "1"]]);
  }

  // What waited on this device stands in the form again; once it is sent, the server says whether others wrote since.
  restore(record) {
    if (textOf(record.fields) === textOf(this.confirmed)) return drop(record);
    const isStored = record.sent && textOf(record.sent) === textOf(this.confirmed);
    const pairs = isStored ? record.fields.filter(([name]) => !SEEN.test(name)) : record.fields;
    this.form.dispatchEvent(new CustomEvent("saving:restore", { detail: pairs }));
    this.put(pairs);
    this.unanswered = record.sent ? [record.sent] : [];
    this.say("pending");
    return null;
  }

  // A page kept for opening without a network may be older than what this device knows to be stored.
  trust(pairs) {
    this.confirmed = pairs;
    this.put(pairs);
  }

  put(pairs) {
    put(this.form.elements, pairs);
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  mark(isWrong) {
    const field = this.form.elements.namedItem("text");
    if (field instanceof Element) field.setAttribute("aria-invalid", String(isWrong));
  }
}
