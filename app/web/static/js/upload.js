// Upload with a visible progress bar and a drop zone; without this module the plain form works.

import { deliverFiles, persist, Refused } from "./kiriman.js";

const LOST = "Sambungan terputus. Dicoba lagi sendiri; jangan tutup halaman ini.";
const UNREADABLE = "Berkas tidak dapat dibaca dari komputer ini. Pilih berkasnya sekali lagi.";

function size(bytes) {
  const kib = bytes / 1024;
  return kib < 1000 ? `${Math.ceil(kib)} KB` : `${(kib / 1024).toFixed(1).replace(".", ",")} MB`;
}

function addText(parent, tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  parent.append(element);
  return element;
}

function enliven(zone) {
  const input = zone.querySelector("input[type=file]");
  const face = document.createElement("div");
  face.setAttribute("aria-hidden", "true"); // the input itself tells the file name
  const status = addText(face, "p", "drop-zone__status", zone.dataset.empty);
  const row = addText(face, "p", "drop-zone__row", "");
  addText(row, "span", "drop-zone__button", zone.dataset.choose);
  addText(row, "span", "drop-zone__or", zone.dataset.drop);
  zone.append(face);
  zone.classList.add("is-live");

  input.addEventListener("change", () => {
    const names = Array.from(input.files, (file) => `${file.name} (${size(file.size)})`);
    status.textContent = names.join(", ") || zone.dataset.empty;
    zone.classList.toggle("is-filled", names.length > 0);
  });
  for (const [name, over] of [["dragenter", true], ["dragleave", false], ["drop", false]]) {
    input.addEventListener(name, () => zone.classList.toggle("is-over", over));
  }
}

function shower(form) {
  const box = form.querySelector("[data-upload-progress]");
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-upload-text]");
  const live = box.querySelector("[data-upload-live]");
  let told = "";
  return (percent, words, spoken = words) => {
    box.hidden = false;
    text.textContent = words;
    if (percent === null) {
      bar.removeAttribute("value");
    } else {
      bar.value = percent;
    }
    if (spoken !== told) {
      told = spoken;
      live.textContent = spoken;
    }
  };
}

// The answer to a refused file is the same page with its errors: put it in place of this one.
function replacePage(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.querySelector("main");
  if (!fresh) {
    return false;
  }
  document.title = page.title;
  document.querySelector("main").replaceWith(fresh);
  start();
  const summary = fresh.querySelector(".govuk-error-summary") ?? fresh.querySelector("h1");
  if (summary) {
    summary.tabIndex = -1;
    summary.focus();
  }
  return true;
}

// Sent again after a lost answer, a form still acts once: it carries its key.
function post(address, data, show) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "text/html");
    request.upload.addEventListener("progress", (event) => {
      const percent = event.total ? Math.floor((100 * event.loaded) / event.total) : 0;
      show(percent, `Mengirim ${percent} %…`, `Mengirim ${Math.floor(percent / 25) * 25} persen`);
    });
    request.upload.addEventListener("load", () => show(null, "Berkas sampai. Sedang diperiksa…"));
    request.addEventListener("load", () => done(request));
    for (const name of ["error", "abort"]) {
      request.addEventListener(name, () => fail(new TypeError(name)));
    }
    request.send(data);
  });
}

async function send(form, submitter) {
  const show = shower(form);
  const button = form.querySelector("button:not([type=button])");
  const release = (words) => {
    delete form.dataset.sending;
    button.removeAttribute("aria-disabled");
    show(0, words);
  };
  form.dataset.sending = "ya";
  button.setAttribute("aria-disabled", "true");
  show(0, "Mengirim 0 %…", "Mengirim berkas");
  try {
    const data = await deliverFiles(new FormData(form, submitter), show);
    const answer = await persist(() => post(form.action, data, show), () => show(null, LOST));
    if (answer.status < 400) {
      // led on, perhaps to this very page: a real visit shows what the server says of the deed
      window.location.assign(answer.responseURL);
    } else if (!replacePage(answer.responseText)) {
      release("Berkas tidak dapat diterima. Muat ulang halaman ini, lalu coba lagi.");
    }
  } catch (error) {
    release(error instanceof Refused ? error.message : UNREADABLE);
  }
}

function start() {
  document.querySelectorAll("[data-drop-zone]:not(.is-live)").forEach(enliven);
  for (const form of document.querySelectorAll("form[data-upload]:not([data-live])")) {
    form.dataset.live = "ya";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!form.dataset.sending) {
        send(form, event.submitter);
      }
    });
  }
}

start();
