/* Symbols: circle = potential, diamond = event, cluster, hatch, and the enlarged cities. */

import { WORDS, drawing, element, levelOf, say } from "./peta-content.js";

const RANK = "x01234";
let NamedIcon;

/** An icon whose inside is a node we made, with a name for those who do not see it. */
function icon(node, size, label) {
  NamedIcon ??= L.DivIcon.extend({
    createIcon(old) {
      const box = L.DivIcon.prototype.createIcon.call(this, old);
      box.setAttribute("aria-label", this.options.label);
      return box;
    },
  });
  return new NamedIcon({ html: node, className: "peta-titik", iconSize: [size, size], label });
}

/** An event keeps one hue and grows with severity; a potential keeps its size and takes a level. */
export function pointIcon(point) {
  const level = levelOf(point.level);
  const event = point.kind === "K";
  const half = event ? 6 + 1.5 * (Number(point.severity) || 1) : 8;
  const shape = event
    ? drawing("path", { d: `M0-${half}L${half} 0 0 ${half}-${half} 0z`, class: "peta-konflik" })
    : drawing("circle", { r: half, class: `peta-potensi t${level}` });
  const svg = drawing("svg", { viewBox: "-16 -16 32 32", "aria-hidden": "true" }, shape);
  return icon(svg, 32, `${WORDS.kind[point.kind] ?? ""}: ${point.title}, ${WORDS.level[level]}`);
}

/** Size = number of entries, colour = the highest level in it. */
export function clusterIcon(cluster) {
  const points = cluster.getAllChildMarkers().map((marker) => marker.options.point);
  const highest = RANK[Math.max(...points.map((point) => RANK.indexOf(levelOf(point.level))))];
  const count = points.length;
  const events = points.filter((point) => point.kind === "K").length;
  const ball = element("span", { class: `peta-klaster t${highest}` }, String(count));
  const label = say(WORDS.cluster, { count, events, level: WORDS.level[highest] });
  return icon(ball, Math.min(52, Math.round(30 + 5 * Math.log2(count))), label);
}

/** The hatch of "not reported"; the drawn picture of the page may have brought it already. */
export function needHatch() {
  if (document.getElementById("arsir")) return;
  const pattern = drawing(
    "pattern",
    {
      id: "arsir",
      width: 7,
      height: 7,
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    },
    drawing("rect", { width: 7, height: 7, class: "map-hatch-ground" }),
    drawing("path", { d: "M0 0V7", class: "map-hatch-line" }),
  );
  const svg = drawing("svg", { class: "peta-pola", "aria-hidden": "true" }, pattern);
  document.body.append(svg);
}

const SIDE = 92;

function inset(own, areas, land, levels) {
  const points = own.geometry.coordinates.flat(2);
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => -point[1]);
  const [west, east] = [Math.min(...xs), Math.max(...xs)];
  const [north, south] = [Math.min(...ys), Math.max(...ys)];
  const scale = (SIDE * 0.8) / Math.max(east - west, south - north);
  const place = ([x, y]) => [
    SIDE / 2 + (x - (west + east) / 2) * scale,
    SIDE / 2 + (-y - (north + south) / 2) * scale,
  ];
  const isSeen = (ring) =>
    [0, 1].every((axis) => ring.some((at) => at[axis] > 0) && ring.some((at) => at[axis] < SIDE));
  const path = (shape) =>
    shape.geometry.coordinates
      .flat()
      .map((ring) => ring.map(place))
      .filter(isSeen)
      .map((ring) => `M${ring.map((at) => at.map((value) => value.toFixed(1))).join("L")}z`)
      .join("");
  const svg = drawing("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" });
  for (const shape of land) svg.append(drawing("path", { class: "map-land", d: path(shape) }));
  for (const shape of areas) {
    const name = shape === own ? `w t${levels(shape.properties.code)}` : "map-land";
    svg.append(drawing("path", { class: name, d: path(shape), "fill-rule": "evenodd" }));
  }
  return svg;
}

/** Small cities drawn again, larger; each is a button that brings the map there. */
export function drawInsets(box, { codes, areas, land, nameOf, levels, go }) {
  const list = element("ul", { class: "peta-insets" });
  for (const code of codes) {
    const own = areas.find((area) => area.properties.code === code);
    if (!own) continue;
    const word = WORDS.level[levels(code)];
    const name = nameOf(own.properties);
    const title = say(WORDS.enlarge, { name });
    const button = element(
      "button",
      { type: "button", title },
      inset(own, areas, land, levels),
      element("strong", {}, name),
      element("small", {}, word),
    );
    button.addEventListener("click", () => go(code));
    list.append(element("li", {}, button));
  }
  box.replaceChildren(element("h2", {}, WORDS.insets), list);
  box.hidden = !list.childElementCount;
}
