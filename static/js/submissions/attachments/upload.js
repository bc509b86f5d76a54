// Sending files: several at once, picked or dropped, each with its progress; what was cut off goes on where it was.
// The transport is tus (node_modules/tus-js-client); here is what a person sees and does.

import { forget, previous, remember } from "./upload-memory.js";

const PIECE = 1024 * 1024;
const AT_ONCE = 2;
const AGAIN = 4000;
const SESSION_OVER = 401;

const words = document.getElementById("upload-row");
const news = document.getElementById("upload-news");
const jobs = new Set();
const megabytes = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
const formOf = (place) => document.querySelector(`form[data-upload][data-place="${place}"]`);
const size = (bytes) => `${megabytes.format(bytes / 1048576)} MB`;

function text(key, job) {
  return words.dataset[key]
    .replace("#percent", Math.floor((100 * job.sent) / job.file.size || 0))
    .replace("#sent", size(job.sent))
    .replace("#size", size(job.file.size))
    .replace("#name", job.file.name);
}

function show(job, state, sentence = text(state, job)) {
  job.state = job.row.dataset.state = state;
  job.row.querySelector(".sending__state").textContent = sentence;
  job.row.querySelector("progress").value = (100 * job.sent) / job.file.size || 0;
  const over = state === "refused";
  const visible = {
    pause: !over && state !== "paused" && state !== "checking",
    resume: state === "paused",
    cancel: !over && state !== "checking",
    close: over,
  };
  for (const button of job.row.querySelectorAll("[data-act]")) {
    const hide = !visible[button.dataset.act];
    if (hide && button === document.activeElement) job.refocus = true;
    button.hidden = hide;
  }
  if (job.refocus) {
    job.refocus = false;
    job.row.querySelector("[data-act]:not([hidden])")?.focus();
  }
}

function say(sentence) {
  news.textContent = sentence;
}

// Rows stand beside the list of files, which is swapped whenever one arrived.
function rowsOf(place) {
  const list = document.getElementById(`${place}-berkas`);
  if (!list.nextElementSibling?.matches(".uploads")) {
    list.insertAdjacentHTML("afterend", '<ul class="uploads"></ul>');
  }
  return list.nextElementSibling;
}

function add(form, file) {
  const row = words.content.firstElementChild.cloneNode(true);
  row.querySelector(".sending__name").textContent = file.name;
  row.querySelector("progress").setAttribute("aria-label", file.name);
  for (const button of row.querySelectorAll("button")) {
    button.setAttribute("aria-label", `${button.textContent} ${file.name}`);
  }
  const job = { file, row, place: form.dataset.place, sent: 0, upload: null, timer: 0 };
  row.addEventListener("click", (event) => acts[event.target.dataset.act]?.(job));
  rowsOf(job.place).append(row);
  jobs.add(job);
  if (file.size > Number(form.dataset.largest) * PIECE) refuse(job, form.dataset.tooBig);
  else begin(job, form);
}

function begin(job, form) {
  const before = previous(job.place, job.file);
  const fields = new FormData(form);
  const place = fields.has("section") ? { section: fields.get("section") } : { requirement: fields.get("requirement") };
  job.upload = new tus.Upload(job.file, {
    endpoint: form.dataset.endpoint,
    uploadUrl: before?.dataset.url ?? null,
    chunkSize: PIECE,
    retryDelays: null, // tried again below, for as long as the page is open
    storeFingerprintForResuming: false, // the list on the page knows what was begun
    metadata: { filename: job.file.name, ...place },
    onBeforeRequest: (request) => request.setHeader("X-CSRFToken", token()),
    onUploadUrlAvailable: () => remember(job.upload.url, job.file),
    onProgress: (sent) => {
      job.sent = sent;
      if (job.state === "sending") show(job, sent === job.file.size ? "checking" : "sending");
    },
    onSuccess: () => arrived(job),
    onError: (error) => failed(job, error),
  });
  if (before) {
    before.hidden = true;
    say(text("resumed", job));
  }
  show(job, "waiting");
  next();
}

function next() {
  const busy = [...jobs].filter((job) => job.state === "sending" || job.state === "checking").length;
  for (const job of [...jobs].filter((job) => job.state === "waiting").slice(0, Math.max(0, AT_ONCE - busy))) go(job);
}

function go(job) {
  clearTimeout(job.timer);
  show(job, "sending");
  job.upload.start();
}

function failed(job, error) {
  if (!jobs.has(job)) return;
  const status = error.originalResponse?.getStatus() ?? 0;
  if (status >= 400 && status < 500 && ![SESSION_OVER, 409, 423, 429].includes(status)) {
    refuse(job, error.originalResponse.getBody() || words.dataset.failed);
  } else {
    show(job, status === SESSION_OVER ? "session" : "cut");
    job.timer = setTimeout(() => go(job), AGAIN);
  }
  next();
}

function refuse(job, sentence) {
  const isSentence = sentence.length < 400 && !sentence.includes("<");
  show(job, "refused", isSentence ? sentence : words.dataset.failed);
  forget(job.upload?.url);
  say(`${job.file.name}: ${job.row.querySelector(".sending__state").textContent}`);
}

function arrived(job) {
  forget(job.upload.url);
  say(text("arrived", job));
  end(job);
  htmx.ajax("GET", formOf(job.place).dataset.list, { target: `#${job.place}-berkas`, swap: "innerHTML" });
}

function end(job) {
  clearTimeout(job.timer);
  jobs.delete(job);
  const held = job.row.contains(document.activeElement);
  job.row.remove();
  if (held) formOf(job.place)?.elements.file.focus();
  next();
}

const acts = {
  pause(job) {
    clearTimeout(job.timer);
    job.upload.abort();
    show(job, "paused");
    next();
  },
  resume(job) {
    show(job, "waiting");
    next();
  },
  cancel(job) {
    job.upload.abort(true).catch(() => {}); // out of reach: the server forgets it after a day
    forget(job.upload.url);
    end(job);
  },
  close: end,
};

// What is on its way here is not offered as something to take up again.
function hideOwn() {
  const own = new Set([...jobs].map((job) => job.upload?.url).filter(Boolean));
  for (const row of document.querySelectorAll("[data-unfinished]")) {
    if ([...own].some((url) => url.endsWith(row.dataset.url))) row.hidden = true;
  }
}

function start() {
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-upload]");
    if (!form || event.target.type !== "file") return;
    for (const file of [...event.target.files]) add(form, file);
    event.target.value = "";
  });
  document.addEventListener("htmx:afterSettle", hideOwn);
  addEventListener("online", () => {
    for (const job of jobs) if (job.state === "cut") go(job);
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) document.addEventListener(name, drag);
}

// A file dropped beside a place would make the browser leave the page, and with it what is being written.
function drag(event) {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  const form = event.target.closest?.(".writing, .document")?.querySelector("form[data-upload]");
  const inside = event.type === "dragenter" || event.type === "dragover";
  const left = event.type === "drop" || (event.type === "dragleave" && !event.relatedTarget);
  for (const place of document.querySelectorAll("[data-dropping]")) delete place.dataset.dropping;
  if (inside && form) form.closest(".writing, .document").dataset.dropping = "";
  if (inside) event.dataTransfer.dropEffect = form ? "copy" : "none";
  document.documentElement.toggleAttribute("data-dragging", !left);
  if (event.type !== "drop") return;
  if (form) for (const file of [...event.dataTransfer.files]) add(form, file);
  else say(words.dataset.outside);
}

if (words && window.tus && window.htmx) start();
else document.addEventListener("change", (event) => event.target.closest?.("form[data-upload]")?.requestSubmit());
