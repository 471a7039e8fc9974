// Worker of the form pages: without a connection it opens the empty shell, and nothing else.
//
// It never keeps a page somebody has read: only what isian-luring.js put into the cache by name.

const CACHE = "isian-1";
const FORM = /^\/laporan\/(\d{4}-tw[1-4])\/isi(?:\/([\w-]+))?$/i;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Storage that fails is like storage that is empty: the portal is asked instead.
async function kept(request) {
  try {
    const cache = await caches.open(CACHE);
    return await cache.match(request, { ignoreSearch: true });
  } catch {
    return undefined;
  }
}

// One lost request is no lost line: asked once more before the empty shell is shown.
function fromPortal(request) {
  return fetch(request).catch(() => fetch(request));
}

async function shellFor(found) {
  const isEvent = /^(K-|peristiwa)/i.test(found[2] ?? "");
  const shell = await kept(`/laporan/${found[1]}/isi/kerangka/${isEvent ? "k" : "p"}`);
  return shell ?? Response.error();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) {
    return;
  }
  const found = FORM.exec(address.pathname);
  if (request.mode === "navigate" && found) {
    event.respondWith(fromPortal(request).catch(() => shellFor(found)));
  } else if (address.pathname.startsWith("/static/")) {
    event.respondWith(kept(request).then((file) => file ?? fromPortal(request)));
  }
});
