// Sends drafts to the portal. What was sent and got no answer is sent again just as it was, before
// anything newer: the portal knows it by its key and its version, so nothing arrives twice.

import { all, drop, get, put } from "./isian-simpan.js";

const APART = new Set(["kunci", "versi", "pemilik", "tambah", "simpan"]);
const WORDS = { P: "potensi", K: "peristiwa" };

export function address(draft) {
  return `/laporan/${draft.triwulan}/isi/${draft.kode || WORDS[draft.jenis]}`;
}

function body(draft) {
  const pairs = draft.kirim.filter(([name]) => !APART.has(name));
  const more = { kunci: draft.kunci, versi: draft.versi, pemilik: draft.pemilik };
  more.saluran = draft.luring ? "LURING" : "WEB";
  return new URLSearchParams([...pairs, ...Object.entries(more)]);
}

async function ask(draft) {
  try {
    return await fetch(address(draft), {
      method: "PUT",
      body: body(draft),
      headers: { Accept: "application/json" },
      redirect: "manual",
    });
  } catch {
    return null; // no line, or it broke before the answer came
  }
}

async function answerOf(response) {
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return isJson ? response.json() : {};
}

// One turn: returns {keadaan, ...}; only `lengkap`, `kurang` and `kosong` mean that it is stored.
async function sendOnce(draft) {
  draft.kirim ??= draft.isian;
  await put(draft);
  const response = await ask(draft);
  if (response === null) {
    draft.luring = true;
    await put(draft);
    return { keadaan: "luring" };
  }
  if (response.type === "opaqueredirect" || response.status === 401) {
    return { keadaan: "keluar" };
  }
  const answer = await answerOf(response);
  if (response.ok) {
    draft.kode = answer.kode ?? draft.kode;
    draft.versi = answer.versi ?? draft.versi;
    draft.kirim = null;
    draft.beda = null;
    draft.alasan = "";
    await put(draft);
    return answer;
  }
  if (answer.keadaan === "berbeda") {
    draft.beda = answer;
  }
  draft.kirim = null; // refused with a reason: the next turn sends what is written then
  draft.alasan = answer.kalimat ?? "";
  await put(draft);
  return answer.keadaan ? answer : { keadaan: "gangguan", status: response.status };
}

async function sendAll(draft) {
  for (;;) {
    const sent = draft.kirim ?? draft.isian;
    const answer = await sendOnce(draft);
    const stored = ["lengkap", "kurang", "kosong"].includes(answer.keadaan);
    if (!stored) {
      return answer;
    }
    if (JSON.stringify(sent) === JSON.stringify(draft.isian)) {
      draft.luring = false;
      await drop(draft.id);
      return answer;
    }
  }
}

function alone(name, deed) {
  return navigator.locks ? navigator.locks.request(name, deed) : deed();
}

// `draft` is the page's own: what is typed meanwhile is put into it and goes with the next turn.
export function send(draft) {
  return alone(`isian ${draft.id}`, () => sendAll(draft));
}

// Everything else that waits on this device. Another tab may have sent it already: look again.
export async function flush(owner, except = "") {
  const answers = [];
  for (const { id } of await all(owner)) {
    if (id !== except) {
      await alone(`isian ${id}`, async () => {
        const draft = await get(id);
        if (draft && !draft.beda) {
          answers.push([draft, await sendAll(draft)]);
        }
      });
    }
  }
  return answers;
}
