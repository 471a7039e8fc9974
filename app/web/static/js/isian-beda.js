// Two texts of one row: both are shown, and the officer says which one is used.

import { drop, freshKey } from "./isian-simpan.js";
import { address } from "./isian-kirim.js";

function cell(tag, text, label) {
  const element = document.createElement(tag);
  element.textContent = text || "(kosong)";
  if (label) {
    element.dataset.label = label;
  } else {
    element.scope = "row";
  }
  return element;
}

export function showBoth(draft, answer, { mine }) {
  const panel = document.getElementById("beda");
  const rows = answer.beda.map(({ judul, tersimpan, anda }) => {
    const row = document.createElement("tr");
    row.append(cell("th", judul), cell("td", tersimpan, "Tersimpan di portal"), cell("td", anda, "Isian Anda"));
    return row;
  });
  panel.querySelector("[data-beda]").replaceChildren(...rows);
  panel.querySelector("[data-beda-words]").textContent = answer.ada
    ? "Entri ini berubah sejak Anda membukanya. Pilih satu; yang lain tidak dipakai."
    : "Entri ini sudah dibuang dari draf. Isian Anda dapat disimpan sebagai entri baru.";
  panel.hidden = false;
  panel.querySelector("[data-use-mine]").onclick = (event) => {
    event.preventDefault();
    event.currentTarget.onclick = null; // Enter in a field would press this button again
    if (answer.ada) {
      draft.versi = answer.versi;
    } else {
      Object.assign(draft, { kode: "", kunci: freshKey(), versi: "" });
    }
    draft.beda = null;
    panel.hidden = true;
    mine();
  };
  const theirs = panel.querySelector("[data-use-theirs]");
  theirs.onclick = async (event) => {
    event.preventDefault();
    await drop(draft.id);
    location.replace(answer.ada ? address(draft) : `/laporan/${draft.triwulan}/isi`);
  };
  panel.focus();
}
