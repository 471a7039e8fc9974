// Drafts that wait on this device: listed, and sent when there is a line.

import { address, flush } from "./isian-kirim.js";
import { owner } from "./isian-kunci.js";
import { prepare } from "./isian-luring.js";
import { all, clock, drop } from "./isian-simpan.js";

const KINDS = { P: "Potensi", K: "Peristiwa" };

// What the portal will not take any more can be looked at no longer either; the officer lets it go.
function remover(draft, item) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = "Hapus dari perangkat ini";
  button.addEventListener("click", async () => {
    await drop(draft.id);
    item.remove();
  });
  return button;
}

function line(draft, settled) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = draft.kode ? address(draft) : `${address(draft)}?kunci=${draft.kunci}`;
  link.textContent = `${draft.kode || KINDS[draft.jenis]}: ${draft.judul || "belum berjudul"}`;
  const waits = `ditulis pukul ${clock(draft.diubah)}, menunggu dikirim`;
  const words = draft.beda ? "berbeda dari yang tersimpan; buka untuk memilih" : draft.alasan || waits;
  item.append(link, ` (${words})`);
  if (draft.alasan && settled) { // while it is being sent it would only come back
    item.append(" ", remover(draft, item));
  }
  return item;
}

export function listDrafts(drafts, settled = false) {
  const place = document.querySelector("[data-on-device]");
  if (place) {
    place.querySelector("[data-on-device-list]").replaceChildren(...drafts.map((draft) => line(draft, settled)));
    place.hidden = drafts.length === 0;
  }
}

async function begin(list) {
  const me = owner(list.dataset.owner);
  listDrafts(await all(me));
  const answers = await flush(me);
  if (answers.some(([, answer]) => ["lengkap", "kurang"].includes(answer.keadaan))) {
    location.reload(); // what was sent just now stands in the table
    return;
  }
  listDrafts(await all(me), true);
  if (list.dataset.quarter) {
    await prepare(list.dataset.quarter);
  }
}

const list = document.querySelector("[data-list]");
if (list) {
  begin(list);
  window.addEventListener("online", () => begin(list));
}
