// Which file an unfinished upload was begun with. The server knows its name and size; that it was not changed since,
// only this browser knows: it keeps the date of the file, and nothing that says what the file is.

const PREFIX = "kovablik.unggahan.";
const DAY = 24 * 3600 * 1000;

const keyOf = (url) => PREFIX + url.split("/").filter(Boolean).pop();

function guarded(act) {
  try {
    return act();
  } catch {
    return null; // a browser may forbid to keep anything
  }
}

export function remember(url, file) {
  guarded(() => localStorage.setItem(keyOf(url), JSON.stringify([file.lastModified, Date.now()])));
}

export function forget(url) {
  if (url) guarded(() => localStorage.removeItem(keyOf(url)));
}

// The unfinished upload of this place that was begun with this very file.
export function previous(place, file) {
  const list = document.getElementById(`${place}-berkas`);
  return [...list.querySelectorAll("[data-unfinished]:not([hidden])")].find((row) => {
    const [date] = guarded(() => JSON.parse(localStorage.getItem(keyOf(row.dataset.url)))) ?? [];
    return row.dataset.name === file.name && Number(row.dataset.size) === file.size && date === file.lastModified;
  });
}

guarded(() => {
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    const [, kept] = JSON.parse(localStorage.getItem(key));
    if (Date.now() - kept > DAY) localStorage.removeItem(key);
  }
});
