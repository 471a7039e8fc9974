/* Names on the map: inside their area, on a leader line beside it, name only, or not at all. */

import { drawing, element } from "./peta-content.js";

const NEAR = [26, 40, 56, 74, 96, 122];
const TURNS = [0, 15, -15, 30, -30, 48, -48, 66, -66, 90, -90]; // from the way out of the map

const overlaps = (a, b) =>
  a.x < b.x + b.w + 3 && b.x < a.x + a.w + 3 && a.y < b.y + b.h + 2 && b.y < a.y + a.h + 2;

const around = (x, y, { w, h }) => ({ x: x - w / 2, y: y - h / 2, w, h });

function samples({ x, y, w, h }) {
  const spots = [];
  for (const dx of [0, 0.5, 1]) for (const dy of [0, 0.5, 1]) spots.push([x + dx * w, y + dy * h]);
  return spots;
}

/** Its own label position first, then a grid over the area, nearest first. */
function spotsOf({ point, frame }) {
  const spots = [];
  for (let i = 1; i < 12; i += 1) {
    for (let j = 1; j < 12; j += 1) {
      spots.push([frame.x + (frame.w * i) / 12, frame.y + (frame.h * j) / 12]);
    }
  }
  const far = ([x, y]) => Math.hypot(x - point.x, 2 * (y - point.y));
  return [[point.x, point.y], ...spots.sort((a, b) => far(a) - far(b))];
}

function touches(line, box) {
  for (let step = 1; step < 8; step += 1) {
    const x = line.x1 + ((line.x2 - line.x1) * step) / 8;
    const y = line.y1 + ((line.y2 - line.y1) * step) / 8;
    if (overlaps({ x, y, w: 0, h: 0 }, box)) return true;
  }
  return false;
}

/** On which side of line `l` a point lies; two lines cross when each parts the other's ends. */
const side = (l, x, y) => Math.sign((l.x2 - l.x1) * (y - l.y1) - (l.y2 - l.y1) * (x - l.x1));

const parts = (l, m) => side(l, m.x1, m.y1) !== side(l, m.x2, m.y2);

export class Labels {
  constructor(map, pane) {
    this.map = map;
    this.items = [];
    this.lines = drawing("svg", { class: "peta-garis-nama", "aria-hidden": "true" });
    pane.append(this.lines);
    this.pane = pane;
  }

  add(layer, at, radius, name) {
    const word = element("small");
    const node = element("div", { class: "peta-nama", "aria-hidden": "true" }, name, word);
    this.pane.append(node);
    this.items.push({ layer, at, radius, node, word });
    return (level, text) => {
      word.textContent = text;
      node.className = `peta-nama t${level}`;
    };
  }

  /** Place every name again; `obstacles` are boxes that must stay free. */
  place(obstacles) {
    this.taken = obstacles;
    this.leaders = [];
    this.lines.replaceChildren();
    const size = this.map.getSize();
    this.view = this.map.containerPointToLayerPoint([0, 0]);
    this.view = { x: this.view.x, y: this.view.y, w: size.x, h: size.y };
    const items = this.items.map((item) => this.measure(item));
    items.sort((a, b) => b.room - a.room);
    const mean = (axis) => items.reduce((sum, item) => sum + item.point[axis], 0) / items.length;
    this.centre = { x: mean("x"), y: mean("y") };
    for (const item of items) item.box = this.inside(item);
    for (const item of items) if (item.frame.w > item.size.w) item.box ??= this.nameOnly(item);
    for (const item of items) item.box ??= this.beside(item);
    for (const item of items) item.box ??= this.nameOnly(item);
    for (const item of items) this.show(item);
  }

  measure(item) {
    item.node.classList.remove("is-short", "is-hidden", "is-led");
    const point = this.map.latLngToLayerPoint(item.at);
    const north = this.map.latLngToLayerPoint([item.at[0] + item.radius, item.at[1]]);
    const bounds = item.layer.getBounds();
    const from = this.map.latLngToLayerPoint(bounds.getNorthWest());
    const to = this.map.latLngToLayerPoint(bounds.getSouthEast());
    item.size = { w: item.node.offsetWidth, h: item.node.offsetHeight };
    return Object.assign(item, {
      point,
      room: point.y - north.y,
      frame: { x: from.x, y: from.y, w: to.x - from.x, h: to.y - from.y },
      path: item.layer.getElement(),
    });
  }

  covers({ path, frame }, x, y) {
    if (!path || !overlaps({ x, y, w: 0, h: 0 }, frame)) return false;
    const spot = path.ownerSVGElement.createSVGPoint();
    spot.x = x;
    spot.y = y;
    return path.isPointInFill(spot);
  }

  isFree(box) {
    const { view } = this;
    const inView =
      box.x > view.x + 2 &&
      box.y > view.y + 2 &&
      box.x + box.w < view.x + view.w - 2 &&
      box.y + box.h < view.y + view.h - 2;
    const blocked = (other) => overlaps(box, other);
    return inView && !this.taken.some(blocked) && !this.leaders.some((l) => touches(l, box));
  }

  take(box) {
    this.taken.push(box);
    return box;
  }

  /** `least` of nine spots of the box must lie in the area: 8 inside, fewer lap over its border. */
  inside(item, least = 8) {
    if (item.room < 9) return null;
    for (const [x, y] of spotsOf(item)) {
      const box = around(x, y, item.size);
      if (!this.isFree(box)) continue; // first what costs least
      const own = samples(box).filter((spot) => this.covers(item, ...spot)).length;
      if (own >= least) return this.take(box);
    }
    return null;
  }

  beside(item) {
    item.node.classList.remove("is-short");
    item.size = { w: item.node.offsetWidth, h: item.node.offsetHeight };
    const out = Math.atan2(item.point.y - this.centre.y, item.point.x - this.centre.x);
    for (const distance of NEAR.slice(0, this.view.w < 500 ? 4 : 6)) {
      for (const angle of TURNS) {
        const turn = out + (angle * Math.PI) / 180;
        const x = item.point.x + Math.cos(turn) * distance;
        const y = item.point.y + Math.sin(turn) * distance;
        const { w, h } = item.size;
        const box = around(x + (Math.cos(turn) * w) / 2, y + (Math.sin(turn) * h) / 2, item.size);
        if (this.isFree(box) && this.isOutside(box) && this.lead(item, x, y)) {
          item.node.classList.add("is-led");
          return this.take(box);
        }
      }
    }
    return null;
  }

  isOutside(box) {
    const spots = samples(box);
    return !this.items.some((item) => spots.some(([x, y]) => this.covers(item, x, y)));
  }

  lead(item, x, y) {
    const line = { x1: item.point.x, y1: item.point.y, x2: x, y2: y };
    if (this.taken.some((box) => touches(line, box))) return false;
    if (this.leaders.some((other) => parts(line, other) && parts(other, line))) return false;
    this.leaders.push(line);
    this.lines.append(drawing("line", { class: "map-leader", ...line }));
    return true;
  }

  nameOnly(item) {
    item.node.classList.add("is-short");
    item.size = { w: item.node.offsetWidth, h: item.node.offsetHeight };
    return this.inside(item, 6) ?? this.inside(item, 4);
  }

  show({ node, box }) {
    node.classList.toggle("is-hidden", !box);
    if (box) L.DomUtil.setPosition(node, L.point(box.x, box.y));
  }
}
