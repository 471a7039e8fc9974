// The severity of an event and its level, told while somebody types: the table comes with the page.

const UNITS = { rb: 1e3, ribu: 1e3, jt: 1e6, juta: 1e6, m: 1e9, miliar: 1e9, milyar: 1e9 };

// Numbers as the portal reads them: 1.250, 2 orang, Rp30.000.000, 1,5 juta; anything else is zero.
function number(text) {
  const found = /^(?:rp\.?\s*)?(\d[\d.]*)(?:,(\d+))?(?:,-)?\s*([a-z]+)?\.?$/i.exec(text.trim());
  if (!found) {
    return 0;
  }
  const value = Number(`${found[1].replaceAll(".", "")}.${found[2] ?? 0}`);
  return Math.round(value * (UNITS[found[3]?.toLowerCase()] ?? 1));
}

function typed(form) {
  const data = new FormData(form);
  return (name) => String(data.get(`isi-${name}`) ?? "");
}

function severity(form, place) {
  const text = typed(form);
  const toll = JSON.parse(place.dataset.toll).some((name) => number(text(name)) > 0);
  const force = text("violence") ? ["1", "ya"].includes(text("violence").toLowerCase()) : toll;
  const holds = ([name, least]) => {
    if (Array.isArray(least)) {
      return least.includes(text(name));
    }
    return (name === "violence" ? Number(force) : number(text(name))) >= least;
  };
  const rules = JSON.parse(place.dataset.rules);
  return rules.find(([, lines]) => lines.some((line) => line.every(holds)))?.[0] ?? 1;
}

export function start(form) {
  const place = form.querySelector("#keparahan");
  if (!place) {
    return;
  }
  const tell = () => {
    const found = severity(form, place);
    const [label, look] = JSON.parse(place.dataset.levels)[found - 1];
    const tag = place.querySelector("strong");
    if (place.dataset.now === String(found)) {
      return; // a reader of the screen hears it only when it changes
    }
    place.dataset.now = found;
    tag.className = `lb ${look}`;
    tag.textContent = label;
    place.querySelector("[data-severity]").textContent = `Keparahan ${found} dari 5`;
  };
  form.addEventListener("input", tell);
  form.addEventListener("change", tell);
  form.addEventListener("terisi", tell);
  tell();
}
