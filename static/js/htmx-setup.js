// What to say when an exchange behind the page fails: in words, on the page, until the next one works.

const place = document.getElementById("connection");

function say(key) {
  place.querySelector("span").textContent = place.dataset[key];
  place.hidden = false;
}

document.body.addEventListener("htmx:sendError", () => say("offline"));
document.body.addEventListener("htmx:timeout", () => say("offline"));
document.body.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 403 || status === 404) say("refused");
  else say("failed");
});
document.body.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.xhr.status < 400) place.hidden = true;
});

// A session that ended answers with the sign-in page: go there instead of swapping it into a fragment.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { responseURL } = event.detail.xhr;
  if (!responseURL || new URL(responseURL).pathname !== place.dataset.signIn) return;
  event.detail.shouldSwap = false;
  // The desk keeps what was typed, and lets its writer sign in again beside it.
  if (document.querySelector("[data-desk]")) document.dispatchEvent(new Event("session:over"));
  else location.reload();
});
