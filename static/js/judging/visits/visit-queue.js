// Sending what a report still has on this device: one at a time, in the order it was made, until the server has it.
//
// A record goes when it is `ready`. 200 takes it off the device; 4xx is an answer that will not change, told with its
// reason; all else is tried again, at the latest when the line is back.

import * as store from "./visit-store.js";

const PATIENCE = 90_000; // for a photo on a thin line
const RETRY_FIRST = 2_000;
const RETRY_MOST = 20_000;

export class Queue {
  // desk: { session, user, report }; told(record, state, answer) shows; bodyOf(record) is what goes out, or null to wait
  constructor(desk, told, bodyOf) {
    Object.assign(this, { desk, told, bodyOf });
    this.isRunning = false;
    this.failures = 0;
    this.isAsked = false;
  }

  async records() {
    const records = await store.of(this.desk.user, this.desk.report);
    return records.filter((record) => record.kind !== "confirmed");
  }

  // Everything that is ready, one after the other; whoever awaits it knows that the run is over.
  run() {
    clearTimeout(this.trying);
    this.isAsked = true;
    this.running ??= this.go().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async go() {
    while (this.isAsked) {
      this.isAsked = false;
      for (const record of await this.records()) {
        if (!record.ready || record.problem) continue;
        if (!(await this.send(record))) return;
      }
    }
  }

  // True when the next one may go.
  async send(record, isAgain = false) {
    if (this.desk.session.over) {
      this.told(record, this.desk.session.over);
      return false;
    }
    const request = await this.bodyOf(record);
    if (!request) return true;
    this.told(record, "sending");
    const { status, text } = await this.post(request);
    if (status === "over") {
      this.desk.session.end("over");
      this.told(record, "over");
      return false;
    }
    if (status === 0 || status >= 500 || status === 429) return this.later(record, status);
    if (status === 403 && !isAgain) {
      const who = await this.desk.session.ask();
      if (who === "same") return this.send(record, true);
      if (who === "unknown") return this.later(record, 0);
      this.told(record, who);
      return false;
    }
    this.failures = 0;
    if (status === 200) await store.drop(record.id);
    else await store.keep({ ...record, ready: false, problem: plain(text) || String(status) });
    this.told(record, status === 200 ? "sent" : "refused", text);
    return true;
  }

  async post({ url, body }) {
    try {
      const response = await fetch(url, {
        method: "POST",
        body,
        redirect: "manual",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
        headers: { "X-Autosave": "1", "X-Writer": this.desk.user, "X-CSRFToken": this.desk.session.token },
      });
      if (response.type === "opaqueredirect") return { status: "over" };
      return { status: response.status, text: await response.text() };
    } catch {
      return { status: 0 };
    }
  }

  later(record, status) {
    this.told(record, status ? "failed" : "waiting");
    const delay = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** this.failures);
    this.failures += 1;
    this.trying = setTimeout(() => this.run(), delay * (0.75 + Math.random() / 2));
    return false;
  }
}

// A fragment or a sentence, as words.
export function plain(text = "") {
  if (/<html/i.test(text)) return "";
  return new DOMParser().parseFromString(text, "text/html").body.textContent.replace(/\s+/g, " ").trim();
}
