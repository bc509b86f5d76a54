// Whose session it is, and signing in again in another tab while this page stays as it is.
//
// `over` is false, "over" (nobody is signed in) or "other" (somebody else is); nothing may be sent meanwhile. The tab
// that signed in says so on the channel; coming back to this one asks too.

export const channel = "BroadcastChannel" in window ? new BroadcastChannel("kovablik") : null;

export class Session {
  constructor(desk, changed) {
    this.desk = desk;
    this.changed = changed;
    this.over = false;
    this.panel = document.getElementById("session-over");
    this.panel?.querySelector("[data-check]").addEventListener("click", () => this.ask());
    channel?.addEventListener("message", ({ data }) => (data === "signed-out" ? this.end("over") : this.ask()));
    addEventListener("focus", () => this.over && this.ask());
    document.addEventListener("visibilitychange", () => this.over && !document.hidden && this.ask());
    document.addEventListener("session:over", () => this.end("over"));
  }

  get token() {
    return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  }

  // Ask the server who is signed in: "same", "over", "other", or "unknown" when it does not answer.
  async ask() {
    let who;
    try {
      const options = { redirect: "manual", cache: "no-store", headers: { Accept: "application/json" } };
      const response = await fetch(this.desk.dataset.session, options);
      if (response.type === "opaqueredirect") return this.end("over");
      if (!response.ok) return "unknown";
      who = await response.json();
    } catch {
      return "unknown";
    }
    if (String(who.user) !== this.desk.dataset.user) return this.end("other", who.name);
    this.renew(who.token);
    return "same";
  }

  // The new session has a new token: for what the scripts send, and for every plain form of the page.
  renew(token) {
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    this.show(false);
  }

  end(how, name = "") {
    const other = this.panel?.querySelector("[data-other]");
    if (other) other.textContent = name;
    this.show(how);
    return how;
  }

  show(how) {
    const changed = this.over !== how;
    this.over = how;
    if (!this.panel) return;
    for (const part of this.panel.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== how;
    const hadFocus = this.panel.contains(document.activeElement);
    this.panel.hidden = !how;
    if (changed) this.changed(how, hadFocus);
  }
}
