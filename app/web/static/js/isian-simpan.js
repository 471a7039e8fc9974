// What was typed and has not reached the portal yet, kept on this device: sealed, 12 hours at most.
//
// A draft is {id, pemilik, triwulan, jenis, kode, kunci, versi, judul, isian, kirim, luring, beda, diubah}:
// `isian` are the fields as [name, value] pairs, `kirim` the pairs that were sent and not yet answered.
// IndexedDB holds it as isian-kunci.js seals it.

import { hindrance, seal, unseal } from "./isian-kunci.js";
import { DATABASE, isOver, mark } from "./isian-lupa.js";

const STORE = "isian";
const PATIENCE = 3000;

let opened;
let isAway = false; // did not answer: left alone from then on, or it would overwrite what it holds
let isKept = false;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 2);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion === 1) {
        request.result.deleteObjectStore(STORE); // version 1 held readable text
      }
      request.result.createObjectStore(STORE, { keyPath: "id" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => {
        request.result.close(); // somebody signs out elsewhere
        opened = undefined;
      };
      request.result.onclose = () => (opened = undefined);
      resolve(request.result);
    };
    request.onerror = () => {
      opened = undefined;
      reject(request.error);
    };
  });
  return opened;
}

// Another tab can hold the database so that it never answers: a form must not wait for that.
function withPatience(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      isAway = true;
      reject(new Error("the database does not answer"));
    }, PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function within(mode, deed) {
  const database = await withPatience(open());
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const request = deed(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

// A browser may refuse to keep anything (a private window, a full disk): then a draft lives on the
// page alone and is sent from there.
async function act(mode, deed, otherwise) {
  try {
    return isAway ? otherwise : await within(mode, deed);
  } catch {
    return otherwise;
  }
}

let line = Promise.resolve();

// Sealing takes a moment: what was written later must not be overtaken, nor come back after a drop.
function inTurn(deed) {
  line = line.then(deed, deed);
  return line;
}

async function putNow(draft) {
  const sealed = await seal(draft).catch(() => null);
  isKept = sealed !== null && (await act("readwrite", (store) => store.put(sealed), null)) !== null;
  if (isKept) {
    mark(true);
  }
  return isKept;
}

async function dropNow(id) {
  await act("readwrite", (store) => store.delete(id));
  if ((await act("readonly", (store) => store.count(), 0)) === 0) {
    mark(false);
  }
}

// Tells whether the draft is really kept.
export function put(draft) {
  return inTurn(() => putNow(draft));
}

export function wasKept() {
  return isKept;
}

export function drop(id) {
  return inTurn(() => dropNow(id));
}

export async function get(id) {
  const sealed = await act("readonly", (store) => store.get(id));
  return sealed ? unseal(sealed) : null;
}

// Why this device cannot keep anything for a person; empty when it can.
export async function obstacle(person) {
  const isSilent = (await act("readonly", (store) => store.count(), null)) === null;
  const found = hindrance(person) || (isSilent ? "simpanan" : "");
  isKept = !found;
  return found;
}

// Drafts of one person, the newest first. What is past its time, or was sealed with a key that is
// gone, is taken off the device; what somebody else sealed stays shut.
export async function all(owner) {
  const kept = [];
  for (const sealed of await act("readonly", (store) => store.getAll(), [])) {
    const isOwn = sealed.pemilik === owner && !hindrance(owner);
    const draft = isOwn && !isOver(sealed.diubah) ? await unseal(sealed) : null;
    if (draft) {
      kept.push(draft);
    } else if (isOwn || isOver(sealed.diubah)) {
      await drop(sealed.id);
    }
  }
  return kept.sort((one, other) => other.diubah - one.diubah);
}

export function clock(moment) {
  const time = new Date(moment);
  return `${String(time.getHours()).padStart(2, "0")}.${String(time.getMinutes()).padStart(2, "0")}`;
}

// Like the server's fresh_key(): letters nobody guesses, so that no two devices choose the same.
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
