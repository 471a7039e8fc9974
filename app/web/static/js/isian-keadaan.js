// The line at the bottom of the form: whether what is written is stored, and where.

import { clock } from "./isian-simpan.js";

const state = document.querySelector("[data-state]");

export function say(words, tone, link) {
  state.dataset.tone = tone;
  state.replaceChildren(words);
  if (link) {
    const anchor = document.createElement("a");
    [anchor.href, anchor.textContent] = link;
    state.append(" ", anchor);
  }
}

export function waits() {
  return state.dataset.tone === "caution";
}

export function offline(kept, moment) {
  say(kept ? `Tidak ada sambungan. Draf tersimpan di perangkat pukul ${clock(moment)}.`
    : "Tidak ada sambungan. Biarkan halaman ini terbuka sampai tersambung lagi.", "caution");
}

const UNKEPT = {
  sandi: "Alamat portal ini tanpa HTTPS, jadi isian tidak dapat disandikan dan tidak disimpan di perangkat ini.",
  kunci: "Kunci sandi isian di perangkat ini sudah berakhir, jadi isian tidak disimpan di perangkat ini. Masuk lagi agar tersimpan.",
  simpanan: "Peramban ini tidak dapat menyimpan isian di perangkat ini. Bila portal terbuka di tab lain, tutup tab itu lalu muat ulang halaman ini.",
};

// Without a place on the device only the page holds what is written: that must be known beforehand.
export function tellUnkept(hindrance) {
  const place = document.querySelector("[data-unkept]");
  place.hidden = !hindrance;
  document.querySelector("[data-promise]")?.toggleAttribute("hidden", Boolean(hindrance));
  place.textContent = hindrance
    ? `${UNKEPT[hindrance]} Selama belum tersimpan di portal, biarkan halaman ini terbuka.` : "";
}

function signIn() {
  const here = encodeURIComponent(location.pathname + location.search);
  return [`/masuk?berakhir=ya&lanjut=${here}`, "masuk lagi untuk mengirimnya"];
}

export function told(answer, { everything, kept }) {
  const now = clock(Date.now());
  const safe = kept ? "Draf aman di perangkat ini" : "Biarkan halaman ini terbuka: isian hanya ada di sini";
  if (answer.keadaan === "luring" && !(kept && everything)) {
    offline(kept, Date.now());
    return;
  }
  const words = {
    kosong: [answer.kalimat, ""],
    luring: ["Belum terkirim: tidak ada sambungan. Draf aman; tekan Simpan lagi bila sudah tersambung.", "caution"],
    keluar: kept ? ["Sesi Anda berakhir. Isian aman di perangkat ini;", "caution", signIn()]
      : ["Sesi Anda berakhir. Isian hanya ada di halaman ini: masuk lagi di tab lain, lalu tekan Simpan di sini.", "caution"],
    gangguan: [`Portal belum dapat menyimpan. ${safe} dan dikirim lagi sebentar lagi.`, "caution"],
    tertutup: [answer.kalimat, "danger"],
    bukan: [answer.kalimat, "danger"],
    ditolak: [answer.kalimat, "danger"],
    berbeda: ["Entri ini berubah di tempat lain. Pilih isian yang dipakai di atas.", "danger"],
  };
  say(...(words[answer.keadaan] ?? [`Tersimpan pukul ${now}. ${answer.kalimat}`, "done"]));
}
