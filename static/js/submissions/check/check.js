// The queue of the check: tick all that may pass together, and see how many are ticked.

const all = document.querySelector("[data-tick-all]");
const boxes = [...document.querySelectorAll('input[form="bersama"]')];
const line = document.querySelector("[data-together]");

if (all && line) {
  const before = line.textContent;

  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    line.textContent = ticked ? line.dataset.together.replace("#", ticked) : before;
  };

  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  for (const box of boxes) box.addEventListener("change", show);
  addEventListener("pageshow", show);
}
