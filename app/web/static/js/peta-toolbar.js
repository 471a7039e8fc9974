/* Tool bar of the map: period slider, search for an area, three switches. */

import { WORDS, element, say } from "./peta-content.js";

function slider(periods, onPeriod) {
  const last = periods.length - 1;
  const chosen = element("strong", {}, periods[last]);
  const input = element("input", {
    type: "range",
    id: "peta-periode",
    min: 0,
    max: last,
    step: 1,
    value: last,
    "aria-valuetext": periods[last],
  });
  input.addEventListener("input", () => {
    const index = Number(input.value);
    chosen.textContent = periods[index];
    input.setAttribute("aria-valuetext", periods[index]);
    onPeriod(index);
  });
  const ticks = element("span", { class: "peta-centang", "aria-hidden": "true" });
  ticks.append(...periods.map(() => element("i")));
  const label = element("label", { for: "peta-periode" }, `${WORDS.period}: `, chosen);
  return element("div", { class: "peta-periode" }, label, input, ticks);
}

const plain = (text) => text.trim().toLowerCase();

function search(areas, onArea, tell) {
  const names = element("datalist", { id: "peta-nama-wilayah" });
  names.append(...areas.map((area) => element("option", { value: area.name })));
  const input = element("input", {
    id: "peta-cari",
    class: "govuk-input",
    list: "peta-nama-wilayah",
    autocomplete: "off",
    enterkeyhint: "search",
  });
  const look = () => {
    const text = plain(input.value);
    if (!text) return;
    const area = areas.find(({ name, short }) => plain(name) === text || plain(short) === text);
    tell(say(area ? WORDS.found : WORDS.notFound, { name: area?.name ?? input.value.trim() }));
    if (area) onArea(area.code);
  };
  input.addEventListener("change", look);
  const label = element("label", { for: "peta-cari" }, WORDS.search);
  return element("div", { class: "peta-cari" }, label, input, names);
}

function box(id, text, checked, onChange) {
  const input = element("input", { type: "checkbox", id, class: "govuk-checkboxes__input" });
  input.checked = checked;
  input.addEventListener("change", () => onChange(input.checked));
  const label = element("label", { for: id, class: "govuk-label govuk-checkboxes__label" }, text);
  return { input, node: element("div", { class: "govuk-checkboxes__item" }, input, label) };
}

/** Fill the bar; gives back the switch of the points, which the map moves by itself too. */
export function fillToolbar(bar, { periods, areas, showPoints, on, tell }) {
  const levels = box("peta-tingkat", WORDS.levels, true, on.levels);
  const names = box("peta-nama", WORDS.names, true, on.names);
  const points = box("peta-titik", WORDS.points, showPoints, on.points);
  const group = element(
    "fieldset",
    { class: "peta-pilihan" },
    element("legend", {}, WORDS.show),
    element("div", { class: "govuk-checkboxes" }, levels.node, names.node, points.node),
  );
  const parts = [search(areas, on.area, tell), group];
  if (periods.length > 1) parts.unshift(slider(periods, on.period));
  bar.replaceChildren(...parts);
  return points.input;
}
