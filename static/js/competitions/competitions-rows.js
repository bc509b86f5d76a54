// Rows of a list: one more at a press, and the sum of a column as it is typed. Without this the page has spare rows.

function addRow(prefix) {
  const rows = document.querySelector(`[data-rows="${prefix}"]`);
  const total = document.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const template = document.querySelector(`[data-row-template="${prefix}"]`);
  const holder = document.createElement("div");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
  const row = holder.firstElementChild;
  total.value = Number(total.value) + 1;
  rows.append(row);
  row.querySelector("input:not([type=hidden]), select, textarea").focus();
}

function sum(rows) {
  return [...rows.querySelectorAll("[data-summand]")]
    .filter((input) => !input.closest("fieldset").querySelector("[name$=DELETE]:checked"))
    .reduce((total, input) => total + Math.round(100 * Number(input.value.replace(",", ".")) || 0), 0);
}

function showSum(output) {
  const rows = document.querySelector(`[data-rows="${output.dataset.total}"]`);
  const figure = String(sum(rows) / 100).replace(".", ",");
  output.textContent = output.dataset.sentence.replace("%s", figure);
}

for (const button of document.querySelectorAll("[data-add-row]")) {
  button.hidden = false;
  button.addEventListener("click", () => addRow(button.dataset.addRow));
}

for (const output of document.querySelectorAll("[data-total]")) {
  showSum(output);
  document.addEventListener("input", () => showSum(output));
}
