// Signing out takes what was typed off this device. What has not been sent yet is sent first, or asked about in words.

import { empty, forgetPages, shut, waiting } from "./queue.js";
import { channel } from "./session.js";

const PATIENCE = 4_000; // ms for the last save

async function lastSave() {
  const saves = [];
  document.dispatchEvent(new CustomEvent("signing-out", { detail: saves }));
  await Promise.race([Promise.allSettled(saves), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

function ask(form, records) {
  const question = form.querySelector("[data-unsent]");
  const list = question.querySelector("ul");
  const items = records.map(({ page, title, label }) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { href: page, textContent: [title, label].filter(Boolean).join(": ") }));
    return item;
  });
  list.replaceChildren(...items);
  question.hidden = false;
  question.focus();
}

async function leave(form) {
  form.elements.emptied.value = (await empty(form.dataset.user)) ? "1" : "";
  channel?.postMessage("signed-out");
  shut(true);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  forgetPages(form.dataset.user);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (event.submitter?.matches("[data-anyway]")) {
      await leave(form);
      return;
    }
    await lastSave();
    const records = await waiting(form.dataset.user);
    if (records.length) ask(form, records);
    else await leave(form);
  });
  form.querySelector("[data-stay]").addEventListener("click", () => {
    form.querySelector("[data-unsent]").hidden = true;
    form.querySelector("button").focus();
  });
}
