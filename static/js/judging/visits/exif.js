// When and where a JPEG was taken, as its camera wrote it down (EXIF 2.3, CIPA DC-008); nothing where it did not.

const JPEG = 0xffd8;
const APP1 = 0xffe1;
const SCAN = 0xffda;
const EXIF_IFD = 0x8769;
const GPS_IFD = 0x8825;
const TAKEN = 0x9003;
const LATITUDE = 2;
const LONGITUDE = 4;

// Where the TIFF part of a JPEG begins, or -1.
function tiffStart(view) {
  if (view.getUint16(0) !== JPEG) return -1;
  for (let at = 2; at + 10 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === APP1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    if (marker === SCAN || marker >> 8 !== 0xff) return -1;
  }
  return -1;
}

function entries(view, start, offset, little) {
  const found = new Map();
  const count = view.getUint16(start + offset, little);
  for (let index = 0; index < count; index += 1) {
    const at = start + offset + 2 + index * 12;
    found.set(view.getUint16(at, little), { at, size: view.getUint32(at + 4, little), value: view.getUint32(at + 8, little) });
  }
  return found;
}

function text(view, start, entry) {
  const from = entry.size > 4 ? start + entry.value : entry.at + 8;
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + from, entry.size)).replace(/\0.*/s, "");
}

// Degrees, minutes and seconds, each a fraction.
function degrees(view, start, entry, reference, little) {
  const part = (index) => {
    const at = start + entry.value + index * 8;
    return view.getUint32(at, little) / view.getUint32(at + 4, little);
  };
  const size = part(0) + part(1) / 60 + part(2) / 3600;
  return "SW".includes(text(view, start, reference)) ? -size : size;
}

// "2026:03:02 10:15:00" in the time of the device.
function moment(words) {
  const parts = words.match(/^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/)?.slice(1).map(Number);
  if (!parts) return null;
  const date = new Date(parts[0], parts[1] - 1, ...parts.slice(2));
  return Number.isNaN(date.getTime()) ? null : date;
}

function place(view, start, gps, little) {
  if (![1, LATITUDE, 3, LONGITUDE].every((tag) => gps.has(tag))) return null;
  const latitude = degrees(view, start, gps.get(LATITUDE), gps.get(1), little);
  const longitude = degrees(view, start, gps.get(LONGITUDE), gps.get(3), little);
  const isThere = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude || longitude);
  return isThere ? { latitude, longitude } : null;
}

// { takenAt: Date or null, place: { latitude, longitude } or null }
export async function readExif(file) {
  const nothing = { takenAt: null, place: null };
  try {
    const view = new DataView(await file.slice(0, 256 * 1024).arrayBuffer());
    const start = tiffStart(view);
    if (start < 0) return nothing;
    const little = view.getUint16(start) === 0x4949;
    const first = entries(view, start, view.getUint32(start + 4, little), little);
    const sub = (tag) => (first.has(tag) ? entries(view, start, first.get(tag).value, little) : new Map());
    const taken = sub(EXIF_IFD).get(TAKEN);
    return { takenAt: taken ? moment(text(view, start, taken)) : null, place: place(view, start, sub(GPS_IFD), little) };
  } catch {
    return nothing; // cut short, or not what it says
  }
}
