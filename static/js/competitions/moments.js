// Beneath each date its words, as it is typed: “Jumat 6 November 2026 pukul 16.00 WIB”, and whether its day is off.
// What a date field shows is the browser's own order; the words are those of the office. The server says them first.
const form = document.querySelector("[data-moments]");
const holidays = JSON.parse(form.dataset.holidays);
const format = new Intl.DateTimeFormat(document.documentElement.lang || "id", {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

function words(value) {
  const moment = new Date(`${value.slice(0, 16)}Z`); // the city's own time: no zone of the device enters
  if (Number.isNaN(moment.getTime())) return "";
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value: text }) => [type, text]));
  const day = `${part.weekday} ${part.day} ${part.month} ${part.year}`;
  return form.dataset.sentence.replace("%(day)s", day).replace("%(time)s", value.slice(11, 16).replace(":", "."));
}

function dayOff(value) {
  const weekday = new Date(`${value.slice(0, 10)}T00:00Z`).getUTCDay();
  return holidays[value.slice(0, 10)] ?? { 6: form.dataset.saturday, 0: form.dataset.sunday }[weekday] ?? "";
}

for (const input of form.querySelectorAll("[data-moment]")) {
  const field = input.closest(".field");
  input.addEventListener("input", () => {
    field.querySelector("[data-moment-words]").textContent = words(input.value);
    field.querySelector("[data-moment-off]").textContent = dayOff(input.value);
  });
}
