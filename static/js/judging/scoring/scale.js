// The slider and the figure of a criterion are one, and what follows from the mark follows it: the band that it falls
// into, and whether the stage asks for a comment.

const figureOf = (form) => form.querySelector(".input-figure");
export const pointsOf = (text) => (/^\d{1,3}([.,]\d{1,2})?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : null);

// Show what the mark in a form means.
export function follow(form, thresholds) {
  const figure = figureOf(form);
  const scale = form.querySelector(".criterion__scale");
  if (!figure || !scale) return;
  const typed = pointsOf(figure.value);
  const points = typed !== null && typed <= 100 ? typed : null;
  scale.value = points ?? 0;
  scale.style.setProperty("--filled", `${scale.value}%`);
  scale.setAttribute("aria-valuetext", points === null ? scale.dataset.blank : figure.value.trim());
  showBand(form, points);
  askComment(form, points, thresholds);
}

function showBand(form, points) {
  const place = form.querySelector("[data-band]");
  if (!place) return;
  let now = null;
  for (const band of form.querySelectorAll("[data-lower]")) {
    band.classList.remove("is-now");
    if (points !== null && Number(band.dataset.lower) <= points) now = band;
  }
  now?.classList.add("is-now");
  place.replaceChildren(...[...(now?.childNodes ?? [])].map((node) => node.cloneNode(true)));
}

function askComment(form, points, { below, above }) {
  const isAsked = points !== null && ((below !== null && points < below) || (above !== null && points > above));
  const ask = form.querySelector("[data-ask]");
  const comment = form.querySelector("textarea");
  ask.hidden = !isAsked;
  const isUsed = isAsked || comment.value !== "" || comment === document.activeElement;
  comment.closest(".criterion__comment").classList.toggle("is-used", isUsed);
}

export function put(form, points) {
  const figure = figureOf(form);
  figure.value = String(Math.min(100, Math.max(0, points)));
  figure.dispatchEvent(new Event("input", { bubbles: true }));
}

// The arrows count up and down in the figure, as they do on the slider.
export function step(event) {
  const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
  const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!by || !isPlain || !event.target.matches(".input-figure")) return;
  const points = pointsOf(event.target.value);
  if (points === null) return;
  event.preventDefault();
  put(event.target.form, Math.round(points) + by);
}
