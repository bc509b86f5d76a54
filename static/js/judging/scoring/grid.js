// The grid of marks: each row stores itself by the contract of saving.js, and the keys move between the cells.
//
// The page is one form for whoever has no script. Here every row gets a form of its own, which its fields join by
// their `form` attribute; desk.js, which runs after this module, finds these forms like any others.

const table = document.querySelector("[data-grid]");
const rows = [...table.querySelectorAll("tr[data-row]")];
const cellsOf = (row) => [...row.querySelectorAll("td > .input-figure")];

for (const row of rows) adopt(row);

function adopt(row) {
  const form = document.createElement("form");
  form.id = `baris-${row.dataset.row}`;
  form.method = "post";
  form.setAttribute("action", row.dataset.action);
  form.setAttribute("autocomplete", "off");
  Object.assign(form.dataset, { autosave: "", state: `simpan-${row.dataset.row}`, label: row.dataset.label });
  table.before(form);
  for (const field of row.querySelectorAll("input")) field.setAttribute("form", form.id);
  // What was refused was never stored: whatever is typed next is to be sent, even what stood there before.
  row.addEventListener("input", (event) => {
    const tries = row.querySelector("[data-tries]");
    if (event.target !== form && row.querySelector("[data-refused]")) tries.value = Number(tries.value) + 1;
  });
  // Fields that stand outside of their form do not bubble to it.
  for (const type of ["input", "change"]) {
    row.addEventListener(type, (event) => event.target !== form && form.dispatchEvent(new Event(type)));
  }
  new MutationObserver(() => mark(row)).observe(row.querySelector("th"), { childList: true, subtree: true });
}

// What the server said of a row stands beside its title; the cells point there.
function mark(row) {
  for (const field of cellsOf(row)) {
    const problem = document.getElementById(`${field.name}-masalah`);
    for (const [name, value] of [["aria-invalid", "true"], ["aria-describedby", problem?.id]]) {
      if (problem) field.setAttribute(name, value);
      else field.removeAttribute(name);
    }
  }
}

function go(field, down, right) {
  const row = field.closest("tr");
  const column = cellsOf(row).indexOf(field) + right;
  const next = rows[rows.indexOf(row) + down];
  const target = next && cellsOf(next)[column];
  target?.focus();
  return Boolean(target);
}

// Left and right leave a cell only from its edge, so that a figure can still be corrected within.
function mayLeave(field, right) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  if (start === 0 && end === value.length) return true;
  return start === end && start === (right > 0 ? value.length : 0);
}

table.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches("td > .input-figure") || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
  if (down === undefined || (right && !mayLeave(field, right))) return;
  if (go(field, event.shiftKey && event.key === "Enter" ? -1 : down, right) || !right) event.preventDefault();
});

table.addEventListener("focusin", (event) => {
  if (event.target.matches("td > .input-figure")) event.target.select();
});

// Two values for one cell: the chosen one goes into the field, and the other counts as seen from here on.
table.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  if (!button) return;
  const { cell } = button.closest("[data-cell]").dataset;
  const { elements } = document.getElementById(`baris-${button.closest("tr").dataset.row}`);
  const field = elements.namedItem(cell);
  elements.namedItem(`seen[${cell}]`).value = button.dataset.seen;
  field.value = button.dataset.take;
  field.focus();
  // Once more even where the field did not change: what is refused counts as not stored.
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
