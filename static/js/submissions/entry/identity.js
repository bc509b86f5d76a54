// The identity on the desk: what was refused shows at its field, rows of people come and go, and of two values one is
// chosen. Storing is saving.js's work; this stands before it on the page, so that it starts from the rows as they are.

import { put } from "../../saving.js";

const MOST = 20;
const PATTERN_KEY = /99999/g;

// A sentence that an answer brought stands at its field: the field says so, and is not folded away.
function showSlot(slot) {
  const isWrong = slot.childElementCount > 0;
  const field = document.getElementById(slot.dataset.slot);
  if (field) field.setAttribute("aria-invalid", String(isWrong));
  if (field && isWrong) field.setAttribute("aria-errormessage", slot.id);
  if (isWrong && slot.closest("details")) slot.closest("details").open = true;
}

new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node.matches?.("[data-slot]")) showSlot(node);
  }
}).observe(document.body, { childList: true, subtree: true });

const tell = (form) => form.dispatchEvent(new Event("input", { bubbles: true }));

// Rows of people
const rowsOf = (form) => [...form.querySelectorAll("[data-row]")];
const isBlank = (row) => [...row.querySelectorAll("input:not([type=hidden])")].every((input) => !input.value.trim());

function addRow(form) {
  const key = 1 + Math.max(-1, ...rowsOf(form).map((row) => Number(row.querySelector("[name=row]").value)));
  const holder = document.createElement("ol");
  holder.innerHTML = form.querySelector("[data-row-pattern]").innerHTML.replace(PATTERN_KEY, key);
  const row = holder.firstElementChild;
  form.querySelector("[data-rows]").append(row);
  showMore(form);
  return row;
}

function showMore(form) {
  form.querySelector("[data-add]").hidden = rowsOf(form).length >= MOST;
}

function makeRoom(form, count) {
  while (rowsOf(form).length < count) addRow(form);
  for (const row of rowsOf(form).slice(count)) row.remove();
  showMore(form);
}

function step(button, form) {
  const row = button.closest("[data-row]");
  if (button.dataset.step === "up") {
    row.previousElementSibling?.before(row);
    button.focus();
  } else {
    const next = row.nextElementSibling ?? row.previousElementSibling ?? addRow(form);
    row.remove();
    next.querySelector("[name=name]").focus();
  }
  showMore(form);
  tell(form);
}

function startPeople(form) {
  const rows = rowsOf(form);
  if (rows.length > 1 && isBlank(rows.at(-1))) rows.at(-1).remove();
  showMore(form);
  form.addEventListener("saving:restore", ({ detail }) => makeRoom(form, detail.filter(([name]) => name === "row").length));
  form.querySelector("[data-add]").addEventListener("click", () => addRow(form).querySelector("[name=name]").focus());
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    event.preventDefault();
    step(button, form);
  });
}

// Of two values one is chosen: theirs goes into the fields, mine stays; either way the page has now seen both.
function choose(button, form) {
  const place = button.closest("[data-contested]");
  if (button.value === "theirs") {
    const { names, pairs } = JSON.parse(place.dataset.theirs);
    if (names.includes("row")) makeRoom(form, pairs.filter(([name]) => name === "row").length);
    put([...form.elements].filter(({ name }) => names.includes(name)), pairs);
  }
  for (const { name, value } of place.querySelectorAll("[name^='contested[']")) {
    form.elements.namedItem(name.replace("contested", "seen")).value = value;
  }
  tell(form);
}

for (const form of document.querySelectorAll(".identity form[data-autosave]")) {
  form.querySelectorAll("[data-slot]").forEach(showSlot);
  if (form.matches("[data-people]")) startPeople(form);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-contested] [name=choose]");
    if (!button) return;
    event.preventDefault();
    choose(button, form);
  });
}

// How many goals are ticked, for when they are folded away
for (const said of document.querySelectorAll("[data-chosen]")) {
  const fold = said.closest("details");
  fold.addEventListener("input", () => {
    const count = fold.querySelectorAll(":checked").length;
    said.textContent = count ? said.dataset.chosen.replace("#", count) : said.dataset.none;
  });
}

for (const line of document.querySelectorAll("[data-locate]")) {
  const field = document.getElementById(line.dataset.locate);
  const said = line.querySelector("[data-refused]");
  line.hidden = !navigator.geolocation;
  line.querySelector("button").addEventListener("click", () => {
    said.textContent = "";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      },
      () => (said.textContent = said.dataset.refused),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
}
