// A large file goes in small pieces, each repeated until it is there: a bad line only slows it
// down. The same file goes on where it stopped, also after a reload or a new sign-in.

import { sha256 } from "./kiriman-sidik.js";

const PIECE = 64 * 1024;
const SMALL = 128 * 1024; // smaller files go with their form, as without this module
const WAITS = [1, 2, 4, 8, 15]; // seconds between tries
const SILENCE = 60000; // after which a piece counts as lost

export class Refused extends Error {}

const pause = (seconds) =>
  new Promise((go) => {
    const timer = setTimeout(go, seconds * 1000);
    window.addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
  });

async function ask(address, options) {
  const answer = await fetch(address, {
    ...options, redirect: "manual", signal: AbortSignal.timeout(SILENCE),
  });
  if (answer.type === "opaqueredirect" || answer.status === 401) {
    throw new Refused("Sesi Anda berakhir. Masuk lagi, lalu pilih berkas yang sama: kiriman dilanjutkan.");
  }
  if (answer.status === 507) {
    throw new Refused("Ruang penyimpanan server penuh. Yang sudah terkirim tetap ada; lanjutkan nanti.");
  }
  const isJson = (answer.headers.get("content-type") ?? "").startsWith("application/json");
  if (!isJson || answer.status >= 500) {
    throw new TypeError("no answer of ours");
  }
  const said = await answer.json();
  if (said.pesan) {
    throw new Refused(said.pesan);
  }
  return said.ada;
}

function left(begun, done, rest) {
  const seconds = Math.round(((Date.now() - begun) / 1000 / Math.max(done, 1)) * rest);
  return seconds < 90 ? `kira-kira ${Math.max(seconds, 1)} detik lagi` : `kira-kira ${Math.round(seconds / 60)} menit lagi`;
}

// Repeats until it works; only a refusal ends it.
export async function persist(attempt, tell) {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof Refused) {
        throw error;
      }
      const seconds = WAITS[Math.min(failures, WAITS.length - 1)];
      tell(seconds);
      await pause(seconds);
    }
  }
}

async function deliver(file, show) {
  const address = `/kiriman/${await sha256(file)}`;
  const percent = (bytes) => Math.floor((100 * bytes) / file.size);
  let here = 0;
  const lost = () => show(percent(here), `Sambungan terputus di ${percent(here)} %. Dicoba lagi sendiri; jangan tutup halaman ini.`, "Sambungan terputus, dicoba lagi");
  here = await persist(() => ask(address), lost);
  const begun = Date.now();
  const first = here;
  while (here < file.size) {
    const from = here;
    const piece = file.slice(from, from + PIECE);
    const asked = `${address}?ukuran=${file.size}&mulai=${from}`;
    here = await persist(() => ask(asked, { method: "POST", body: piece }), lost);
    const words = here < file.size ? `, ${left(begun, here - first, file.size - here)}` : "";
    show(percent(here), `Mengirim ${percent(here)} %${words}`, `Mengirim ${Math.floor(percent(here) / 25) * 25} persen`);
  }
  return address.split("/").pop();
}

// Returns the form's data with every large file replaced by its name and SHA-256.
export async function deliverFiles(data, show) {
  for (const [name, value] of Array.from(data.entries())) {
    if (value instanceof File && value.size > SMALL) {
      const digest = await deliver(value, show);
      data.delete(name);
      data.append(`kiriman.${name}`, digest);
      data.append(`nama.${name}`, value.name);
    }
  }
  return data;
}
