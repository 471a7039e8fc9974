// The form of one entry: saved while somebody types, kept on the device while there is no line.

import * as blocks from "./isian-blok.js";
import * as form_of from "./isian-bentuk.js";
import * as problems from "./isian-galat.js";
import * as matrix from "./isian-matriks.js";
import * as severity from "./isian-keparahan.js";
import * as places from "./isian-tempat.js";
import { showBoth } from "./isian-beda.js";
import { offline, say, tellUnkept, told, waits } from "./isian-keadaan.js";
import { flush, send } from "./isian-kirim.js";
import { owner } from "./isian-kunci.js";
import { prepare } from "./isian-luring.js";
import { all, clock, freshKey, obstacle, put, wasKept } from "./isian-simpan.js";
import { listDrafts } from "./isian-daftar.js";

const TO_PORTAL = 1500;
const AGAIN = 20000;
const STORED = new Set(["lengkap", "kurang"]);

const form = document.querySelector("form[data-isian]");
const shell = document.querySelector("[data-shell]");
const visited = new Set();
let draft;
let timers = [];
let sending = null;
let keeping = false;
let again = false;
let last = "";

// Which row this page is about, by its address: a code, or the key of a row not stored yet.
function subject() {
  const name = location.pathname.split("/")[4] ?? "";
  const code = /^[PK]-/.test(name) ? name : "";
  let key = new URLSearchParams(location.search).get("kunci") ?? form.elements.kunci.value;
  if (name && !code && !key) {
    key = freshKey();
    history.replaceState(null, "", `${location.pathname}?kunci=${key}`);
  }
  return { name, code, key };
}

function freshDraft({ code, key }) {
  const pemilik = owner(form.dataset.owner);
  return {
    id: `${pemilik}/${form.dataset.quarter}/${code || key}`,
    pemilik,
    triwulan: form.dataset.quarter,
    jenis: form.dataset.kind,
    kode: code,
    kunci: key,
    versi: form.elements.versi.value,
    kirim: null,
    luring: false,
    beda: null,
  };
}

function take() {
  draft.isian = form_of.read(form);
  draft.judul = form.elements["isi-title"].value;
  draft.diubah = Date.now();
}

// Every letter goes to the device at once; letters that come while it writes go with the next turn.
async function toDevice() {
  take();
  draft.luring ||= !navigator.onLine;
  again = true;
  if (keeping) {
    return;
  }
  keeping = true;
  let kept = true;
  while (again) {
    again = false;
    kept = await put(draft);
  }
  keeping = false;
  if (!navigator.onLine) {
    offline(kept, draft.diubah);
  }
}

function stored(answer) {
  form.elements.versi.value = answer.versi;
  form.action = answer.alamat;
  document.querySelector("[data-code]").textContent = answer.kode;
  document.querySelector("[data-title]").textContent = answer.judul;
  blocks.takeCodes(form, answer.upaya);
  if (location.pathname !== answer.alamat) {
    history.replaceState(null, "", answer.alamat);
  }
}

function react(answer, everything) {
  told(answer, { everything, kept: wasKept() });
  if (STORED.has(answer.keadaan)) {
    stored(answer);
    last = JSON.stringify(form_of.read(form)); // new actions have their codes by now
  }
  if (answer.kurang) {
    problems.show(form, answer.kurang.map((item) => ({ galat: true, ...item })), visited, everything || answer.keadaan === "ditolak");
  }
  if (answer.keadaan === "berbeda") {
    showBoth(draft, answer, { mine: () => save(true) });
  }
  if (["luring", "gangguan"].includes(answer.keadaan)) {
    timers.push(setTimeout(() => save(false), AGAIN));
  }
}

// One save at a time: what is typed meanwhile goes with the next turn of the same sending.
async function save(everything) {
  timers.forEach(clearTimeout);
  timers = [];
  if (draft.beda) {
    return;
  }
  take();
  if (!sending) {
    say("Menyimpan…", "busy");
    sending = send(draft).finally(() => (sending = null));
  }
  const answer = await sending;
  react(answer, everything);
  return answer;
}

function onInput() {
  if (JSON.stringify(form_of.read(form)) === last) {
    return;
  }
  toDevice();
  timers.forEach(clearTimeout);
  timers = [setTimeout(() => save(false), TO_PORTAL)];
}

async function onSubmit(event) {
  event.preventDefault();
  const answer = await save(true);
  if (answer?.keadaan === "lengkap") {
    location.assign(`${form.dataset.back}#${answer.kode}`);
  }
}

function listen() {
  form.addEventListener("input", onInput);
  form.addEventListener("change", onInput);
  form.addEventListener("focusout", (event) => visited.add(event.target.id));
  form.addEventListener("submit", onSubmit);
  window.addEventListener("online", async () => {
    if (timers.length || waits()) {
      await save(false);
    }
    await flush(draft.pemilik, draft.id);
  });
  window.addEventListener("offline", () => offline(wasKept(), draft.diubah ?? Date.now()));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && waits()) {
      save(false);
    }
  });
}

// The worker shows the shell when the portal did not answer: with a line the page itself is wanted.
async function lookAgain() {
  if (await fetch(location.href, { redirect: "manual" }).catch(() => null)) {
    location.reload();
  }
}

function showNoForm(about, kept) {
  form.hidden = true;
  document.querySelector("[data-absent]").hidden = !about.code;
  listDrafts(kept);
  window.addEventListener("online", lookAgain);
  const [{ type }] = performance.getEntriesByType("navigation");
  if (navigator.onLine && type !== "reload") {
    lookAgain();
  }
}

// A part that fails takes nothing else away: the form can be filled and saved without it.
function startParts() {
  for (const part of [blocks, matrix, severity, places]) {
    try {
      part.start(form);
    } catch (error) {
      reportError(error);
    }
  }
}

async function sendFound() {
  say(`Isian pukul ${clock(draft.diubah)} dipulihkan dari perangkat ini.`, "caution");
  if (draft.beda) {
    showBoth(draft, draft.beda, { mine: () => save(true) });
  } else if (navigator.onLine) {
    await save(false);
  }
}

async function begin() {
  const about = subject();
  draft = freshDraft(about);
  const hindrance = await obstacle(draft.pemilik);
  const kept = await all(draft.pemilik);
  const found = kept.find((item) => item.triwulan === draft.triwulan
    && (about.code ? item.kode === about.code : item.kunci === about.key));
  if (shell && !found && (about.code || !about.name)) {
    showNoForm(about, kept);
    return;
  }
  startParts();
  tellUnkept(hindrance);
  if (found) {
    draft = found;
    form_of.fill(form, found.isian);
  }
  listen();
  last = found ? "" : JSON.stringify(form_of.read(form));
  form.dataset.siap = "ya";
  if (found) {
    await sendFound();
  }
  if (!shell) {
    await flush(draft.pemilik, draft.id);
    await prepare(draft.triwulan);
  }
}

begin();
