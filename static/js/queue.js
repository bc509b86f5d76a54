// What was typed or taken and is not confirmed by the server yet: kept in IndexedDB, where it outlives the tab, the
// browser, the session and the line, and sent in the order in which it was made, one request a thing, until it is.
//
// One record per person and thing: { user, key, page, title, label, at, … }. A form is kept under its address, with
// `fields` (the pairs that it would send) and `sent` (those that went out last without an answer); a photo, a signature
// and the filing of a report are kept under a key of their own with their `kind`; and so are the notes of a report as
// the server has them ("confirmed"). Nothing here is ever sent in another person's name, and signing out empties it
// (sign-out.js). A browser without IndexedDB keeps it in memory.

import { openDB } from "../npm/idb/index.js";

const NAME = "kovablik";
const STORE = "queue";
const PAGES = "kunjungan-"; // caches of judging/visits/visit-worker.js
const DISK_PATIENCE = 5_000; // ms for the store; one that does not answer is like none
const LINE_PATIENCE = { form: 20_000, parcel: 90_000 }; // … for an answer: a photo on a thin line takes its time
const RETRY_FIRST = 1_500;
const RETRY_MOST = 15_000;

const memory = new Map(); // what the store could not take
let opening = null;
let isShut = false; // after signing out nothing more is written down

const nameOf = ({ user, key }) => `${user} ${key}`;

function open() {
  const forget = () => (opening = null);
  opening ??= openDB(NAME, 1, {
    upgrade: (database) => database.createObjectStore(STORE, { keyPath: ["user", "key"] }),
    blocking: (_version, _blocked, event) => (event.target.close(), forget()),
    terminated: forget,
  });
  opening.catch(forget);
  return opening;
}

async function transact(mode, act) {
  const { store, done } = (await open()).transaction(STORE, mode, { durability: "strict" });
  const [result] = await Promise.all([act(store), done]);
  return result ?? true;
}

// The result of `act` once it is on the disk, or null where there is none.
async function onDisk(mode, act) {
  if (isShut) return null;
  let late;
  const patience = new Promise((resolve) => (late = setTimeout(resolve, DISK_PATIENCE, null)));
  try {
    return await Promise.race([transact(mode, act), patience]);
  } catch {
    return null;
  } finally {
    clearTimeout(late);
  }
}

// Keep a record; false where it will not outlive the page.
export async function keep(record) {
  const isKept = Boolean(await onDisk("readwrite", (store) => store.put(record)));
  if (isKept) memory.delete(nameOf(record));
  else memory.set(nameOf(record), record);
  return isKept;
}

// Let go of a record, but only while it still holds what the server confirmed.
export async function settle({ user, key }, isConfirmed) {
  const held = memory.get(nameOf({ user, key }));
  if (held && isConfirmed(held)) memory.delete(nameOf(held));
  await onDisk("readwrite", async (store) => {
    const found = await store.get([user, key]);
    if (found && isConfirmed(found)) await store.delete([user, key]);
  });
}

export const drop = (record) => settle(record, () => true);

async function all(user) {
  const stored = ((await onDisk("readonly", (store) => store.getAll())) || []).filter((one) => !memory.has(nameOf(one)));
  return [...stored, ...memory.values()].filter((one) => one.user === user).sort((one, other) => one.at - other.at);
}

// All that one person has waiting on this device, the oldest first. However old: a clock may have been wrong.
export async function waiting(user) {
  return (await all(user)).filter(({ kind }) => kind !== "confirmed");
}

// … and what a page holds of theirs, its confirmed notes, too.
export async function of(user, page) {
  return (await all(user)).filter((record) => record.page === page);
}

// Take away everything of one person, and the pages kept for opening without a network; false if that failed.
export async function empty(user) {
  for (const record of await all(user)) await drop(record);
  await forgetPages();
  return (await onDisk("readonly", (store) => store.count())) !== null && (await all(user)).length === 0;
}

// Pages that another person left behind on this device are not for whoever comes next.
export async function forgetPages(user = null) {
  const names = "caches" in window ? await caches.keys() : [];
  for (const name of names) if (name.startsWith(PAGES) && name !== PAGES + user) await caches.delete(name);
}

export function shut(whether) {
  isShut = whether;
}

// The way of one thing to the server. `send` answers with what became of it: "stored", "clash" or "refused" with the
// server's words; "offline" or "failing", to be sent again; "over" or "other" while the session is not this person's.
export class Sender {
  constructor(desk) {
    this.desk = desk; // { session, user }
    this.failures = 0;
  }

  async send(url, body) {
    const { session } = this.desk;
    if (session.over) return { state: session.over };
    const answer = await this.post(url, body);
    if (answer.status !== 403) return this.read(answer);
    // Refused: a session that was renewed elsewhere needs its own token, once.
    const who = await session.ask();
    if (who === "same") return this.read(await this.post(url, body));
    return { state: who === "unknown" ? "offline" : who };
  }

  async post(url, body) {
    const { user, session } = this.desk;
    const patience = body instanceof FormData ? LINE_PATIENCE.parcel : LINE_PATIENCE.form;
    try {
      const response = await fetch(url, {
        method: "POST",
        body,
        redirect: "manual",
        cache: "no-store",
        signal: AbortSignal.timeout(patience),
        headers: { "X-Autosave": "1", "X-Writer": user, "X-CSRFToken": session.token },
      });
      if (response.type === "opaqueredirect") return { status: "over" };
      const html = await response.text();
      return { status: response.status, html: /<html/i.test(html) ? null : html };
    } catch {
      return { status: 0 };
    }
  }

  read({ status, html }) {
    if (status === "over") return { state: this.desk.session.end("over") };
    if (status === 0) return { state: "offline" };
    if (status >= 500 || status === 429) return { state: "failing" };
    this.failures = 0;
    if (status === 200 && html !== null) return { state: "stored", html };
    return { state: status === 409 && html ? "clash" : "refused", html, status };
  }

  // Once more, after a while that grows.
  later(act) {
    const delay = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** this.failures);
    this.failures += 1;
    this.trying = setTimeout(act, delay * (0.75 + Math.random() / 2));
  }

  hurry() {
    clearTimeout(this.trying);
  }
}

// Things that are sent whole – photos, a signature, the filing of a report – one after the other, once they are `ready`.
// A refusal will not change: it is told with its reason, and the next one goes.
export class Parcels {
  // told(record, state, answer) shows; requestOf(record) is what goes out, { url, body }, or null to wait
  constructor(desk, told, requestOf) {
    Object.assign(this, { desk, told, requestOf });
    this.sender = new Sender(desk);
  }

  // Everything that is ready; whoever awaits it knows that the run is over.
  run() {
    this.sender.hurry();
    this.isAsked = true;
    this.running ??= this.go().finally(() => (this.running = null));
    return this.running;
  }

  async go() {
    while (this.isAsked) {
      this.isAsked = false;
      for (const record of await of(this.desk.user, this.desk.page)) {
        if (record.ready && !record.problem && !(await this.send(record))) return;
      }
    }
  }

  // True when the next one may go.
  async send(record) {
    const request = await this.requestOf(record);
    if (!request) return true;
    this.told(record, "sending");
    const { state, html, status } = await this.sender.send(request.url, request.body);
    const isAnswered = ["stored", "clash", "refused"].includes(state);
    if (state === "stored") await drop(record);
    else if (isAnswered) await keep({ ...record, ready: false, problem: plain(html) || String(status) });
    else if (state === "offline" || state === "failing") this.sender.later(() => this.run());
    this.told(record, isAnswered && state !== "stored" ? "refused" : state, html);
    return isAnswered;
  }
}

// A fragment or a sentence, as words.
export function plain(html) {
  return new DOMParser().parseFromString(html ?? "", "text/html").body.textContent.replace(/\s+/g, " ").trim();
}
