// Opens a visit report without a network: the report's page and what it is made of, for the person who opened it.
//
// Its scope is /penilaian/kunjungan/, its caches are called kunjungan-<person>; signing out takes them away
// (sign-out.js, or the server's Clear-Site-Data), and another person's page on this device does so, too. The network
// comes first, always: what is kept is for when there is none.

const PREFIX = "kunjungan-";
const REPORT = /^\/penilaian\/kunjungan\/\d+\/$/;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

async function keep({ keep: page, parts, user }) {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== PREFIX + user) await caches.delete(name);
  }
  const response = await fetch(page, { redirect: "manual", cache: "no-store" });
  if (!response.ok) return;
  const cache = await caches.open(PREFIX + user);
  await cache.put(page, response);
  for (const part of parts) {
    if (!(await cache.match(part))) await cache.add(part).catch(() => {});
  }
}

async function kept(request) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const found = await (await caches.open(name)).match(request, { ignoreSearch: true, ignoreVary: true });
    if (found) return found;
  }
  return null;
}

async function answer(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await kept(request);
    if (found) return found;
    throw error;
  }
}

addEventListener("message", (event) => event.data.keep && event.waitUntil(keep(event.data)));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const isReport = request.mode === "navigate" && REPORT.test(pathname);
  if (isReport || pathname.startsWith("/static/")) event.respondWith(answer(request));
});
