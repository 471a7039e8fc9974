/* The interactive map takes over from the drawn picture; if anything is missing the picture stays.
   Folium composed frame, panes, layers and controls: PKP.susun, in a script file of its own. */

import { WORDS } from "./peta-content.js";
import { load } from "./peta-files.js";
import { Peta, root, tell } from "./peta-map.js";
import { decode } from "./peta-shapes.js";

/** Scripts with `defer` have run when the page is parsed; the data travel meanwhile. */
const parsed = new Promise((done) => {
  if (document.readyState === "complete") done();
  else document.addEventListener("DOMContentLoaded", done, { once: true });
});

async function start() {
  const { values, geometry, neighbours, parent, words } = root.dataset;
  if (words) Object.assign(WORDS, JSON.parse(words));
  const files = [values, geometry, root.dataset.land, neighbours].map((url) => (url ? load(url) : null));
  const [figures, shapes, around, beside] = await Promise.all(files);
  await parsed;
  const land = around && decode(around);
  await new Peta(figures, decode(shapes, parent), land, beside && decode(beside)).draw();
  document.getElementById("peta-panggung").classList.add("is-live");
  root.dataset.state = "siap";
}

window.PKP ??= {};
start().catch((fault) => {
  console.warn(fault);
  root.dataset.state = "gagal";
  document.getElementById("peta-bilah").replaceChildren(); // no controls that move nothing
  tell(WORDS.failed);
});
