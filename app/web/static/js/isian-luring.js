// Makes the form open without a connection: a worker, and the empty shell with its styles and scripts.

const CACHE = "isian-1"; // the worker knows the same name
const STAMP = new URL(import.meta.url).pathname.split("/")[2];

// Yesterday's shell may name another deadline or village; one from before an update other scripts.
async function isCurrent(response) {
  const sameDay = new Date(response.headers.get("date")).toDateString() === new Date().toDateString();
  return sameDay && (await response.text()).includes(`/static/${STAMP}/`);
}

// Returns the shell as it should be kept; undefined when the portal gives none.
async function currentShell(cache, path) {
  const known = await cache.match(path);
  if (known && (await isCurrent(known.clone()))) {
    return known;
  }
  const response = await fetch(path);
  // After the end of a session the answer is another page: that one is nobody's shell.
  return response.ok && !response.redirected ? response : known;
}

// Everything the shells name, and the fonts their style sheets fetched; what is older goes.
async function keepAssets(cache, shells) {
  const named = shells.flatMap((text) => text.match(/\/static\/[^"]+/g) ?? []);
  const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
  const wanted = new Set([...named, ...loaded.filter((path) => path.endsWith(".woff2"))]);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/static/") && !pathname.startsWith(`/static/${STAMP}/`)) {
      await cache.delete(request);
    }
    wanted.delete(pathname);
  }
  await cache.addAll([...wanted]);
}

export async function prepare(quarter) {
  if (!("serviceWorker" in navigator) || !("caches" in window)) {
    return; // without HTTPS: drafts stay on the device, but a page cannot be opened offline
  }
  try {
    await navigator.serviceWorker.register("/laporan/pekerja.js", { scope: "/laporan/" });
    const cache = await caches.open(CACHE);
    const shells = new Map();
    for (const kind of ["p", "k"]) {
      const path = `/laporan/${quarter}/isi/kerangka/${kind}`;
      const shell = await currentShell(cache, path);
      if (shell) {
        shells.set(path, shell);
      }
    }
    await keepAssets(cache, await Promise.all(Array.from(shells.values(), (shell) => shell.clone().text())));
    for (const [path, shell] of shells) {
      await cache.put(path, shell); // last: a page that is left meanwhile keeps no shell without its scripts
    }
    document.documentElement.dataset.luring = "siap";
  } catch {
    // no line just now, or no room: the next visit tries again
  }
}
