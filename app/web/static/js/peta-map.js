/* The map in the page: areas, points, names, periods; and the hooks the composed script names. */

import { WORDS, areaContent, element, levelOf, pointContent, say } from "./peta-content.js";
import { Labels } from "./peta-labels.js";
import { bring, load } from "./peta-files.js";
import { takeHands } from "./peta-hands.js";
import { decode } from "./peta-shapes.js";
import { clusterIcon, drawInsets, needHatch, pointIcon } from "./peta-symbols.js";
import { fillToolbar } from "./peta-toolbar.js";

const NEAR_ZOOM = 9; // from here on points may be seen without hiding the message
const DETAIL_ZOOM = 8;

export const root = document.getElementById("peta");
const stage = document.getElementById("peta-panggung");
const narrow = root.clientWidth < 500;
const POPUP = {
  maxWidth: narrow ? 240 : 300,
  minWidth: 190,
  maxHeight: Math.max(200, root.clientHeight - 70),
  autoPanPadding: [16, 16],
};

export const tell = (text) => (document.getElementById("peta-pesan").textContent = text);

export class Peta {
  constructor(values, shapes, land, neighbours) {
    this.values = values;
    this.shapes = shapes;
    this.land = land;
    this.neighbours = neighbours;
    this.last = values.periods.length - 1;
    this.index = this.last;
    this.figures = new Map(values.areas.map((area) => [area.code, area]));
    this.layers = new Map();
    this.district = root.dataset.level === "kecamatan";
    this.chosen = false; // true once the reader has moved the switch of the points
  }

  async draw() {
    window.PKP.aktif = this;
    needHatch();
    this.hook();
    Object.assign(this, window.PKP.susun());
    this.peta.getPane("wilayah").setAttribute("role", "group");
    this.peta.getPane("wilayah").setAttribute("aria-label", WORDS.map);
    this.insets();
    this.home(); // before there are shapes: each is then projected and drawn once
    this.labels = new Labels(this.peta, this.peta.getPane("nama"));
    if (this.land) this.daratan.addData(this.land.areas);
    if (this.neighbours) this.tetangga.addData(this.neighbours.areas);
    this.wilayah.addData(this.shapes.areas);
    this.garis.addData(this.shapes.outline);
    this.bar();
    takeHands(this, root, stage);
    this.colour();
    await this.setPoints(this.district);
    this.name();
    // A late font is wider or narrower than the one the names were placed with.
    if (document.fonts.status !== "loaded") document.fonts.ready.then(() => this.name());
    this.peta.on("zoomstart", () => stage.classList.add("is-zooming"));
    this.peta.on("resize", () => this.name());
  }

  /** Names that the composed script calls; set before it runs. */
  hook() {
    Object.assign(window.PKP, {
      bingkai: () => stage,
      klaster: clusterIcon,
      rumah: (options) => this.homeControl(options),
      wilayah: (feature, layer) => this.addArea(feature.properties, layer),
      zoomend: () => this.zoomed(),
      popupopen: (event) => this.opened(event.popup),
      popupclose: () => this.closed(),
    });
  }

  level(code, index = this.index) {
    return levelOf(this.figures.get(code)?.history[index]);
  }

  figure(shape) {
    const { code, name } = shape;
    return this.figures.get(code) ?? { code, name, short: name, href: "", potentials: 0, events: 0 };
  }

  addArea(shape, layer) {
    const area = this.figure(shape);
    const at = [shape.label[1], shape.label[0]];
    layer.bindPopup(() => this.content(area), POPUP);
    layer.bindTooltip(() => element("span", {}, this.sentence(area)), { sticky: true });
    layer.on("add", () => this.prepare(layer, area, at));
    this.layers.set(area.code, { layer, area, shape, at });
  }

  prepare(layer, area, at) {
    const path = layer.getElement();
    path.dataset.code = area.code;
    path.setAttribute("tabindex", "0");
    path.setAttribute("role", "button");
    path.classList.toggle("is-selected", area.code === root.dataset.selected);
    path.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      this.openArea(area.code);
    });
    const entry = this.layers.get(area.code);
    entry.setWord ??= this.labels.add(layer, at, entry.shape.radius, area.short);
  }

  openArea(code) {
    const { layer, at } = this.layers.get(code);
    this.returnTo = layer.getElement();
    layer.openPopup(at);
    layer.getPopup().getElement()?.querySelector("a[href^='/'], a")?.focus();
  }

  sentence(area) {
    const level = WORDS.level[this.level(area.code)];
    return say(WORDS.place, { name: area.name, level, period: this.values.periods[this.index] });
  }

  content(area) {
    return areaContent(area, {
      level: this.level(area.code),
      period: this.values.periods[this.index],
      current: this.index === this.last,
      points: this.values.points.filter((point) => point.area === area.code),
      most: narrow ? 2 : 4,
    });
  }

  /** Symbols and the script that gathers them come when they are first wanted. */
  async bringPoints() {
    await Promise.all((root.dataset.points ?? "").split(" ").filter(Boolean).map(bring));
    this.titik = window.PKP.susunTitik();
    this.titik.on("animationend", () => this.name());
    for (const point of this.values.points) {
      const marker = L.marker([point.at[1], point.at[0]], { icon: pointIcon(point), point });
      this.titik.addLayer(marker.bindPopup(() => pointContent(point), POPUP));
    }
  }

  /** Everything that depends on the chosen period. */
  paint() {
    this.colour();
    this.insets();
    this.name();
  }

  /** Levels of the chosen period: a class per area, the words beside the name, and the legend. */
  colour() {
    for (const { layer, area, setWord } of this.layers.values()) {
      const path = layer.getElement();
      const level = this.level(area.code);
      for (const letter of Object.keys(WORDS.level)) path.classList.toggle(`t${letter}`, letter === level);
      path.setAttribute("aria-label", this.sentence(area));
      setWord(level, WORDS.level[level]);
    }
    for (const node of document.querySelectorAll("[data-peta-period]")) {
      node.textContent = this.values.periods[this.index];
    }
  }

  insets() {
    const box = document.getElementById("peta-sisipan");
    if (!box || !root.dataset.insets) return;
    drawInsets(box, {
      codes: root.dataset.insets.split(" "),
      areas: this.shapes.areas,
      land: this.land?.areas ?? [],
      nameOf: (shape) => this.figure(shape).short,
      levels: (code) => this.level(code),
      go: (code) => this.go(code),
    });
  }

  /** Names keep clear of the symbols and of what lies over the map. */
  name() {
    const frame = root.getBoundingClientRect();
    const shift = this.peta.containerPointToLayerPoint([0, 0]);
    const boxes = [];
    for (const node of stage.querySelectorAll(".leaflet-control, .peta-panel")) {
      const { left, top, width, height } = node.getBoundingClientRect();
      boxes.push({ x: left - frame.left + shift.x, y: top - frame.top + shift.y, w: width, h: height });
    }
    this.peta.eachLayer((layer) => {
      const icon = layer instanceof L.Marker && layer.getElement();
      if (!icon) return;
      const { x, y } = this.peta.latLngToLayerPoint(layer.getLatLng());
      const half = icon.offsetWidth / 2 - 3;
      boxes.push({ x: x - half, y: y - half, w: 2 * half, h: 2 * half });
    });
    this.labels.place(boxes);
  }

  bar() {
    const bar = document.getElementById("peta-bilah");
    const on = {
      area: (code) => this.go(code),
      levels: (shown) => stage.classList.toggle("is-plain", !shown),
      names: (shown) => stage.classList.toggle("is-nameless", !shown),
      points: (shown) => {
        this.chosen = true;
        this.setPoints(shown);
      },
      period: (index) => this.setPeriod(index),
    };
    const { periods } = this.values;
    const areas = [...this.layers.values()].map(({ area }) => area);
    this.switch = fillToolbar(bar, { periods, areas, showPoints: this.district, on, tell });
  }

  setPeriod(index) {
    this.index = index;
    const current = index === this.last;
    this.peta.closePopup();
    this.switch.disabled = !current;
    tell(current ? "" : say(WORDS.pointsOld, { period: this.values.periods[this.last] }));
    this.setPoints(this.switch.checked);
    this.paint();
  }

  async setPoints(shown) {
    this.switch.checked = shown;
    try {
      if (shown) await (this.points ??= this.bringPoints());
    } catch {
      this.switch.checked = false;
      tell(WORDS.pointsFailed);
    }
    const visible = this.switch.checked && this.index === this.last;
    if (!this.titik || visible === this.peta.hasLayer(this.titik)) return;
    this.peta[visible ? "addLayer" : "removeLayer"](this.titik);
    this.name();
  }

  zoomed() {
    stage.classList.remove("is-zooming");
    const near = this.peta.getZoom() >= NEAR_ZOOM;
    if (this.switch && !this.chosen && !this.district) this.setPoints(near);
    if (this.labels) requestAnimationFrame(() => this.name()); // after the paths have moved
    const close = this.peta.getZoom() >= DETAIL_ZOOM;
    this.peta[close ? "addLayer" : "removeLayer"](this.rinci);
    if (close) this.detail();
  }

  /** Borders of the kecamatan come only when somebody looks closely; the map does without, too. */
  detail() {
    const url = root.dataset.detail;
    if (url) this.detailed ??= load(url).then((file) => this.rinci.addData(decode(file).areas), console.warn);
  }

  home() {
    const corners = this.shapes.outline.geometry.coordinates.flat().map(([lon, lat]) => [lat, lon]);
    const bounds = L.latLngBounds(corners);
    const [right, left] = ["peta-legenda", "peta-sisipan"].map((id) => this.overlap(id));
    this.peta.fitBounds(bounds, {
      paddingTopLeft: [left / 2 + 12, 14],
      paddingBottomRight: [right + 12, 14],
      animate: false,
    });
    this.peta.setMaxBounds(bounds.pad(1)); // after the move: before it, it would start a slow pan
  }

  /** Width a panel takes from the map; 0 where it stands below it. */
  overlap(id) {
    const panel = document.getElementById(id);
    const over = panel && getComputedStyle(panel).position === "absolute";
    return over ? Math.min(panel.offsetWidth, root.offsetWidth / 4) : 0;
  }

  go(code) {
    const { layer } = this.layers.get(code);
    this.peta.fitBounds(layer.getBounds(), { padding: [40, 40], maxZoom: 10, animate: false });
    this.openArea(code);
  }

  homeControl(options) {
    const Home = L.Control.extend({
      onAdd: () => {
        const button = element("button", { type: "button", title: WORDS.home, "aria-label": WORDS.home });
        button.className = "peta-rumah";
        L.DomEvent.disableClickPropagation(button);
        button.addEventListener("click", () => this.home());
        return element("div", { class: "leaflet-bar" }, button);
      },
    });
    return new Home(options);
  }

  opened(popup) {
    const node = popup.getElement();
    node.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", WORDS.close);
    popup._source?.closeTooltip?.();
  }

  closed() {
    const target = this.returnTo;
    this.returnTo = null;
    if (target && (document.activeElement === document.body || root.contains(document.activeElement))) {
      target.focus();
    }
  }
}
