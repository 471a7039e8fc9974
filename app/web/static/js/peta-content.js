/* Words and content of the map. Every text of a report is put in as text, never as markup. */

export const WORDS = {
  level: { 0: "Nihil", 1: "Rendah", 2: "Sedang", 3: "Tinggi", 4: "Sangat tinggi", x: "Belum lapor" },
  handling: {
    BELUM: "Belum ditangani",
    TINJUT: "Perlu tindak lanjut",
    PROSES: "Dalam proses",
    SELESAI: "Selesai",
  },
  kind: { P: "Potensi", K: "Konflik terjadi" },
  failed: "Peta interaktif belum dapat dimuat; gambar peta tetap berlaku.",
  map: "Peta tingkat per wilayah",
  home: "Seluruh wilayah",
  close: "Tutup",
  unknown: "tidak diketahui, bukan aman",
  counts: "{potentials} potensi · {events} konflik terjadi",
  index: "Indeks {index}",
  open: "Buka {name}",
  more: "dan {count} entri lain",
  cluster: "{count} entri, {events} konflik terjadi; tertinggi {level}",
  place: "{name}: {level}, {period}",
  severity: "keparahan {severity} dari 5",
  insets: "Kota diperbesar",
  enlarge: "Perbesar {name}",
  twoFingers: "Gunakan dua jari untuk menggeser peta",
  period: "Periode",
  search: "Cari wilayah",
  notFound: "Tidak ada wilayah bernama “{name}” di peta ini.",
  found: "{name} ditampilkan.",
  show: "Tampilkan",
  levels: "Tingkat",
  names: "Nama",
  points: "Titik entri",
  pointsFailed: "Titik belum dapat dimuat; tingkat wilayah tetap berlaku.",
  pointsOld: "Titik hanya untuk {period}.",
};

/** A sentence with its named gaps filled; what is filled in stays plain text. */
export const say = (sentence, gaps) =>
  sentence.replace(/\{(\w+)\}/g, (gap, name) => (name in gaps ? String(gaps[name]) : gap));

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== ""));
  return node;
}

export function drawing(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Only the known letters become a class: an unknown level is painted as not reported. */
export const levelOf = (letter) => (Object.hasOwn(WORDS.level, letter) ? letter : "x");

/** A link to a page of this site, or plain text when the address is anything else. */
function link(href, text) {
  return /^\/(?![/\\])/.test(href) ? element("a", { href }, text) : element("span", {}, text);
}

const HANDLING_PATHS = {
  BELUM: [],
  TINJUT: [["path", { d: "M8 4v5M8 11v1.5" }]],
  PROSES: [["path", { d: "M8 2a6 6 0 0 1 0 12z", class: "peta-solid" }]],
  SELESAI: [["path", { d: "M4.8 8.2l2.3 2.4 4.2-5" }]],
};

function handlingMark(handling) {
  const inner = (HANDLING_PATHS[handling] ?? []).map(([tag, attributes]) => drawing(tag, attributes));
  return drawing(
    "svg",
    { class: "peta-tangani", viewBox: "0 0 16 16", "aria-hidden": "true" },
    drawing("circle", { cx: 8, cy: 8, r: 6 }),
    ...inner,
  );
}

function levelLine(letter) {
  const level = levelOf(letter);
  return element(
    "p",
    { class: "peta-tingkat" },
    element("span", { class: `swatch t${level}`, "aria-hidden": "true" }),
    element("strong", {}, WORDS.level[level]),
  );
}

const line = (text, name = "") => (text ? element("p", name ? { class: name } : {}, text) : "");

const handlingLine = (point) =>
  element(
    "p",
    { class: "peta-status" },
    handlingMark(point.handling),
    point.status || WORDS.handling[point.handling] || "",
  );

function entryList(points, most) {
  if (!points.length) return "";
  const list = element("ul", { class: "peta-daftar" });
  for (const point of points.slice(0, most)) {
    const word = element("small", {}, WORDS.handling[point.handling] ?? "");
    const text = element("span", {}, link(point.href, point.title), word);
    list.append(element("li", {}, handlingMark(point.handling), text));
  }
  const rest = points.length - most;
  if (rest > 0) list.append(element("li", {}, say(WORDS.more, { count: rest })));
  return list;
}

/** Popup of an area; counts, index and entries belong to the last period only. */
export function areaContent(area, { level, period, current, points, most }) {
  const box = element("div", { class: "peta-isi" }, element("p", { class: "peta-judul" }, area.name), levelLine(level));
  box.append(line(level === "x" ? WORDS.unknown : "", "muted"), line(period, "muted"));
  if (current && level !== "x") {
    box.append(
      line(say(WORDS.counts, area)),
      line(area.index && say(WORDS.index, area)),
      line(area.guard, "muted"),
      line(area.coverage, "muted"),
    );
  }
  box.append(line(current ? area.state : "", "muted"));
  if (area.href) box.append(element("p", {}, link(area.href, say(WORDS.open, { name: area.short }))));
  box.append(current ? entryList(points, most) : "");
  return box;
}

/** Popup of one entry. */
export function pointContent(point) {
  const kind = WORDS.kind[point.kind] ?? "";
  const size = point.severity ? `${kind}, ${say(WORDS.severity, point)}` : kind;
  return element(
    "div",
    { class: "peta-isi" },
    element("p", { class: "peta-judul" }, link(point.href, point.title)),
    levelLine(point.level),
    line(size),
    line(point.place, "muted"),
    handlingLine(point),
  );
}
