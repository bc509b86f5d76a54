// A juror's sheet: every mark is stored as it is typed, and the page always says whether it was.

const RETRY_FIRST = 2_000;
const RETRY_MOST = 15_000;
const form = document.getElementById("instrument");
const waiting = new Map(); // field -> how often sending it failed so far
let flying = 0; // requests on their way
let leaving = null; // what is to happen when they have landed

const marks = () => [...form.querySelectorAll(".input-figure")];
const scaleOf = (field) => form.querySelector(`[data-for="${field.name}"]`);

for (const part of form.querySelectorAll("[data-without-script]")) part.hidden = true;
for (const scale of form.querySelectorAll(".criterion__scale")) scale.hidden = false;
for (const field of marks()) follow(field);

function say(key) {
  const state = document.getElementById("save-state");
  state.textContent = form.dataset[key];
  state.className = `save-state save-state--${key === "pending" ? "pending" : "problem"}`;
}

// The slider follows the figure, and the figure the slider.
function follow(field) {
  const scale = scaleOf(field);
  const points = Number.parseFloat(field.value.replace(",", "."));
  scale.value = Number.isFinite(points) ? points : 0;
  scale.style.setProperty("--filled", `${scale.value}%`);
}

function put(field, points) {
  field.value = String(Math.min(100, Math.max(0, points)));
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

form.addEventListener("focusin", (event) => {
  const criterion = event.target.closest(".criterion");
  if (!criterion) return;
  form.querySelector(".criterion.is-now")?.classList.remove("is-now");
  criterion.classList.add("is-now");
  if (event.target.matches(".input-figure")) event.target.select();
});

form.addEventListener("input", (event) => {
  if (event.target.matches(".criterion__scale")) put(document.getElementById(event.target.dataset.for), event.target.value);
  if (!event.target.matches(".input-figure")) return;
  follow(event.target);
  if (!waiting.has(event.target)) waiting.set(event.target, 0);
  say("pending");
});

// Enter goes on to the next field, and never sends the form; the arrows count up and down.
form.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches(".input-figure, .criterion__scale")) return;
  if (event.key === "Enter") {
    event.preventDefault();
    const fields = marks();
    const at = fields.findIndex((one) => one === field || one.name === field.dataset.for);
    (fields[at + 1] ?? form.querySelector(".confirm > summary")).focus();
  }
  const step = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
  if (!step || field.matches(".criterion__scale") || field.value.trim() === "") return;
  const points = Number.parseFloat(field.value.replace(",", "."));
  if (!Number.isFinite(points)) return;
  event.preventDefault();
  put(field, Math.round(points) + step);
});

form.addEventListener("htmx:beforeRequest", (event) => {
  if (leaving) {
    event.preventDefault();
    return;
  }
  flying += 1;
  if (!waiting.has(event.detail.elt)) waiting.set(event.detail.elt, 0);
  event.detail.elt.dataset.sent = event.detail.elt.value;
});

form.addEventListener("htmx:afterRequest", (event) => {
  const { elt: field, successful, xhr } = event.detail;
  flying -= 1;
  if (leaving && flying === 0) leaving();
  if (successful) {
    if (field.value === field.dataset.sent) waiting.delete(field);
    return;
  }
  if (xhr.status >= 400 && xhr.status < 500) {
    waiting.delete(field);
    say("refused");
    return;
  }
  say("offline");
  const failures = waiting.get(field) ?? 0;
  waiting.set(field, failures + 1);
  setTimeout(() => again(field), Math.min(RETRY_MOST, RETRY_FIRST * 2 ** failures));
});

form.addEventListener("htmx:afterSettle", () => {
  for (const field of marks()) {
    const problem = document.getElementById(`${field.name}-masalah`);
    if (problem.hidden) field.removeAttribute("aria-invalid");
    else field.setAttribute("aria-invalid", "true");
  }
  if (form.querySelector(".input-figure[aria-invalid]")) say("problem");
  else if (waiting.size) say("pending");
});

function again(field) {
  if (waiting.has(field) && field.isConnected) htmx.trigger(field, "retry");
}

addEventListener("online", () => {
  for (const field of waiting.keys()) again(field);
});

// Locking takes along all marks, so nothing new is sent from here on; what is under way lands first.
form.addEventListener("submit", (event) => {
  const wasLeaving = leaving;
  leaving = () => form.requestSubmit(event.submitter);
  if (wasLeaving || flying === 0) return;
  event.preventDefault();
  event.stopPropagation();
  setTimeout(leaving, 3_000);
});

addEventListener("pageshow", () => {
  leaving = null;
});

addEventListener("beforeunload", (event) => {
  if (waiting.size && !leaving) event.preventDefault();
});
