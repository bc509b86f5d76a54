// Signing out takes what was typed off this device. What has not been sent yet is sent first, or asked about in words.

import * as outbox from "./outbox.js";
import { channel } from "./session.js";
import * as pictures from "./judging/visits/visit-store.js";

const PATIENCE = 4_000; // ms for the last save

async function lastSave() {
  const saves = [];
  document.dispatchEvent(new CustomEvent("signing-out", { detail: saves }));
  await Promise.race([Promise.allSettled(saves), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

function ask(form, records) {
  const question = form.querySelector("[data-unsent]");
  const list = question.querySelector("ul");
  const items = records.map((record) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = record.page;
    link.textContent = [record.title, record.label].filter(Boolean).join(": ");
    item.append(link);
    return item;
  });
  list.replaceChildren(...items);
  question.hidden = false;
  question.focus();
}

async function leave(form) {
  const isEmpty = (await outbox.empty(form.dataset.user)) && (await pictures.empty(form.dataset.user));
  form.elements.emptied.value = isEmpty ? "1" : "";
  channel?.postMessage("signed-out");
  outbox.shut(true);
  pictures.shut(true);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  pictures.forgetOthers(form.dataset.user);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (event.submitter?.matches("[data-anyway]")) {
      await leave(form);
      return;
    }
    await lastSave();
    const { user } = form.dataset;
    const records = [...(await outbox.waiting(user)), ...(await pictures.waiting(user))];
    if (records.length) ask(form, records);
    else await leave(form);
  });
  form.querySelector("[data-stay]").addEventListener("click", () => {
    form.querySelector("[data-unsent]").hidden = true;
    form.querySelector("button").focus();
  });
}
