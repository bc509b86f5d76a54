// Photos and signatures on their way, kept in IndexedDB: they outlive the tab, the browser and the line.
//
// One record a thing: { id, user, report, kind, at, page, title, label, … }. `kind` is "photo", "signature", "file"
// (the report is to be filed once all else is sent) or "confirmed" (the notes as the server has them, for a page that
// was opened without a network). Nothing is ever sent in another person's name, and signing out empties it.

const NAME = "kovablik-kunjungan";
const STORE = "items";
const CACHES = "kunjungan-";
const PATIENCE = 5_000; // ms for the store; one that does not answer is like none

const memory = new Map(); // what the store could not take
let opening = null;
let isShut = false; // after signing out nothing more is written down

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
    request.onsuccess = () => {
      const forget = () => {
        opening = null;
      };
      request.result.onclose = forget;
      request.result.onversionchange = () => {
        request.result.close();
        forget();
      };
      resolve(request.result);
    };
  });
  return opening.catch((error) => {
    opening = null;
    throw error;
  });
}

async function done(mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const request = act(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request?.result ?? true);
    transaction.onabort = () => reject(transaction.error);
  });
}

async function transact(mode, act) {
  if (isShut) return null;
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  try {
    return await Promise.race([done(mode, act), patience]);
  } catch {
    return null;
  }
}

// Keep a record; false where it will not outlive the page.
export async function keep(record) {
  const kept = await transact("readwrite", (store) => store.put(record));
  if (kept) memory.delete(record.id);
  else memory.set(record.id, record);
  return Boolean(kept);
}

export async function drop(id) {
  memory.delete(id);
  await transact("readwrite", (store) => store.delete(id));
}

async function all(user) {
  const stored = (await transact("readonly", (store) => store.getAll())) ?? [];
  const held = Array.isArray(stored) ? stored.filter((record) => !memory.has(record.id)) : [];
  const records = [...held, ...memory.values()].filter((record) => record.user === user);
  return records.sort((one, other) => one.at - other.at);
}

// Everything of one person for one report, the oldest first.
export async function of(user, report) {
  return (await all(user)).filter((record) => record.report === report);
}

// What one person has not sent yet.
export async function waiting(user) {
  return (await all(user)).filter((record) => record.kind !== "confirmed");
}

// Take away everything of one person, and the pages kept for opening without a network.
export async function empty(user) {
  for (const record of await all(user)) await drop(record.id);
  const names = "caches" in window ? await caches.keys() : [];
  for (const name of names.filter((one) => one.startsWith(CACHES))) await caches.delete(name);
  return (await transact("readonly", (store) => store.count())) !== null && (await all(user)).length === 0;
}

// Pages that another person left behind on this device are not theirs to open.
export async function forgetOthers(user) {
  const names = "caches" in window ? await caches.keys() : [];
  for (const name of names) {
    if (name.startsWith(CACHES) && name !== CACHES + user) await caches.delete(name);
  }
}

export function shut(whether) {
  isShut = whether;
}
