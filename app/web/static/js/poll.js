// Keeps a region of the page fresh while work goes on in the background, then stops.
//
// `<div id="x" data-poll-url="/..." aria-live="polite">`: the address may answer with the same page
// or a fragment; the element with this id is taken from it. It stops when that element carries
// `data-done`; a value in `data-done` is the address to open then.

const WAIT = 2500;
const LONGEST = 30000;

async function ask(region) {
  const answer = await fetch(region.dataset.pollUrl, {
    headers: { Accept: "text/html" },
    cache: "no-store",
    credentials: "same-origin",
  });
  if (!answer.ok) {
    throw new Error(`status ${answer.status}`);
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById(region.id);
}

function put(region, fresh) {
  if (region.innerHTML !== fresh.innerHTML) {
    region.replaceChildren(...document.importNode(fresh, true).childNodes);
  }
  if (fresh.dataset.done) {
    window.location.assign(fresh.dataset.done);
  }
  return "done" in fresh.dataset;
}

function watch(region) {
  let wait = WAIT;
  const again = () => window.setTimeout(turn, wait);
  async function turn() {
    if (document.hidden) {
      document.addEventListener("visibilitychange", turn, { once: true });
      return;
    }
    try {
      const fresh = await ask(region);
      wait = WAIT;
      if (fresh && put(region, fresh)) {
        return;
      }
    } catch {
      wait = Math.min(wait * 2, LONGEST); // the line is down or the server restarts: ask less often
    }
    again();
  }
  again();
}

for (const region of document.querySelectorAll("[data-poll-url]:not([data-done])")) {
  watch(region);
}
