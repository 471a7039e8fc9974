// The fields of the form as [name, value] pairs, and pairs put back into the form.

import { ensureBlock } from "./isian-blok.js";

const APART = new Set(["kunci", "versi", "pemilik", "tambah", "simpan"]);

export function read(form) {
  return Array.from(new FormData(form)).filter(([name]) => !APART.has(name));
}

function group(pairs) {
  const values = new Map();
  for (const [name, value] of pairs) {
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}

function keepUnknown(select, value) {
  if (value && !Array.from(select.options).some((option) => option.value === value)) {
    select.add(new Option(value, value));
  }
  select.value = value;
}

function fillOne(control, values) {
  if (control.type === "radio" || control.type === "checkbox") {
    control.checked = values.includes(control.value);
  } else if (control.type === "hidden") {
    if (!control.name.startsWith("isi-")) {
      control.value = values[0] ?? "";
    }
  } else if (control.tagName === "SELECT") {
    keepUnknown(control, values[0] ?? "");
  } else if (control.type !== "submit") {
    control.value = values[0] ?? "";
  }
}

export function fill(form, pairs) {
  const values = group(pairs);
  for (const name of values.keys()) {
    const block = /^(pihak|sumber|upaya)-(\d+)-/.exec(name);
    if (block) {
      ensureBlock(form, block[1], Number(block[2]));
    }
  }
  for (const control of form.elements) {
    if (control.name && !APART.has(control.name) && !control.name.startsWith("ada-")) {
      fillOne(control, values.get(control.name) ?? []);
    }
  }
  form.dispatchEvent(new Event("terisi"));
}
