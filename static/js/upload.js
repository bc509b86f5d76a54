// Sending a file: it goes as soon as it is chosen, its progress in view; one that is too large is not sent at all.

function show(form, text) {
  const place = form.querySelector("[data-problem]");
  place.textContent = text;
  place.hidden = !text;
}

const uploadOf = (event) => event.target.closest?.("form[data-upload]");

document.addEventListener("change", (event) => {
  const form = uploadOf(event);
  if (!form || !event.target.files?.length) return;
  const tooBig = event.target.files[0].size > Number(form.dataset.largest) * 1024 * 1024;
  show(form, tooBig ? form.dataset.tooBig : "");
  if (tooBig) event.target.value = "";
  else form.requestSubmit();
});

document.addEventListener("htmx:xhr:progress", (event) => {
  const form = uploadOf(event);
  if (!form || !event.detail.lengthComputable) return;
  const bar = form.querySelector("progress");
  bar.hidden = false;
  bar.value = (100 * event.detail.loaded) / event.detail.total;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = uploadOf(event);
  if (!form || event.detail.successful) return;
  form.querySelector("progress").hidden = true;
  show(form, form.dataset.failed);
});
