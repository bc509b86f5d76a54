// What was typed and not yet confirmed by the server, kept in IndexedDB: it outlives the tab, the browser and the line.
//
// One record per person and form: { user, action, page, title, label, fields, sent, at }. `fields` are the pairs that
// the form would send, `sent` those that went out last without an answer. Nothing here is ever sent in another
// person's name, and signing out empties it (sign-out.js). A browser without IndexedDB keeps it in memory.

const NAME = "kovablik";
const STORE = "outbox";
const PATIENCE = 3_000; // ms for the store; one that does not answer is like none

const memory = new Map();
let opening = null;
let isShut = false; // after signing out nothing more is written down

const keyOf = ({ user, action }) => [user, action];

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["user", "action"] });
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

// Runs `act` on the store and answers with its result once it is on the disk, or null where there is none.
async function transact(mode, act) {
  if (isShut) return null;
  let late;
  const patience = new Promise((resolve) => {
    late = setTimeout(resolve, PATIENCE, null);
  });
  try {
    return await Promise.race([done(mode, act), patience]);
  } catch {
    return null;
  } finally {
    clearTimeout(late);
  }
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

// Keep a record; false where it will not outlive the page.
export async function keep(record) {
  const kept = await transact("readwrite", (store) => store.put(record));
  const key = String(keyOf(record));
  if (kept) memory.delete(key);
  else memory.set(key, record);
  return Boolean(kept);
}

// Let go of a record, but only while it still holds what the server confirmed.
export async function settle(record, isConfirmed) {
  const key = keyOf(record);
  const inMemory = memory.get(String(key));
  if (inMemory && isConfirmed(inMemory.fields)) memory.delete(String(key));
  await transact("readwrite", (store) => {
    const request = store.get(key);
    request.onsuccess = () => {
      if (request.result && isConfirmed(request.result.fields)) store.delete(key);
    };
  });
}

export async function drop(record) {
  memory.delete(String(keyOf(record)));
  await transact("readwrite", (store) => store.delete(keyOf(record)));
}

// All that one person has waiting on this device, the oldest first. However old: a clock may have been wrong.
export async function waiting(user) {
  const stored = (await transact("readonly", (store) => store.getAll())) ?? [];
  const records = [...(Array.isArray(stored) ? stored : []), ...memory.values()].filter((record) => record.user === user);
  return records.sort((one, other) => one.at - other.at);
}

// Take away everything of one person; false if that could not be done.
export async function empty(user) {
  for (const record of await waiting(user)) await drop(record);
  return (await transact("readonly", (store) => store.count())) !== null && (await waiting(user)).length === 0;
}

export function shut(whether) {
  isShut = whether;
}
