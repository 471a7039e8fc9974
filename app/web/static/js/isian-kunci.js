// Seals what waits on this device: AES-GCM with the key of one person on one device.
//
// The portal gives the key to who is signed in, as a cookie `<person>.<device>.<key in hex>` of 12
// hours; after another sign-in it stands there without person and key. See docs/adr/0033.

import { prolong, readCookie } from "./isian-lupa.js";

const WHOLE = /^(\d+)\.[\w-]+\.([0-9a-f]{64})$/;
const NONCE_BYTES = 12;

let imported = { hex: "", key: null };

function held() {
  const [, owner = "", hex = ""] = WHOLE.exec(readCookie()[1]) ?? [];
  return { owner, hex };
}

// Whose form this is: the page says it; the empty shell knows only whose key is here.
export function owner(known) {
  if (known && known === held().owner) {
    prolong(); // the portal has just shown a page to this person
  }
  return known || held().owner;
}

// Why nothing can be kept for this person; empty when it can.
export function hindrance(person) {
  if (!globalThis.crypto?.subtle) {
    return "sandi"; // an address without HTTPS: the browser offers no ciphers
  }
  return person && held().owner === person ? "" : "kunci";
}

async function keyOf(person) {
  const { hex } = held();
  if (hindrance(person)) {
    return null;
  }
  if (imported.hex !== hex) {
    const bytes = Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    imported = { hex, key };
  }
  return imported.key;
}

// A sealed draft cannot be put in the place of another one, nor of another person's.
function bound(nonce, { id, pemilik }) {
  const additionalData = new TextEncoder().encode(JSON.stringify([id, pemilik]));
  return { name: "AES-GCM", iv: nonce, additionalData };
}

// Returns {id, pemilik, diubah, nonce, isi}, or null when there is no key for its owner.
export async function seal(draft) {
  const { id, pemilik, diubah } = draft;
  const text = new TextEncoder().encode(JSON.stringify(draft));
  const key = await keyOf(pemilik);
  if (key === null) {
    return null;
  }
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const isi = await crypto.subtle.encrypt(bound(nonce, draft), key, text);
  prolong();
  return { id, pemilik, diubah, nonce, isi };
}

// Returns the draft, or null when it was sealed with a key that is no more.
export async function unseal(sealed) {
  const key = await keyOf(sealed.pemilik);
  try {
    const text = await crypto.subtle.decrypt(bound(sealed.nonce, sealed), key, sealed.isi);
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    return null;
  }
}
