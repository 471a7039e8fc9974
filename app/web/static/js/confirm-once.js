// A form that was sent is not sent again by a second click; the server refuses doubles as well.

import { forget, isWaiting } from "./isian-lupa.js";

// Signing out empties the device; what was typed without a connection would go with it.
function mayLeave() {
  const words = "Ada isian di perangkat ini yang belum terkirim. Keluar menghapusnya. Tetap keluar?";
  if (isWaiting() && !window.confirm(words)) {
    return false;
  }
  forget();
  return true;
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.getAttribute("action") === "/keluar" && !mayLeave()) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "ya";
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    button.setAttribute("aria-disabled", "true");
  }
}

// Coming back with the Back button shows the page as it was left: let the form be sent again.
function onPageShow() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  }
}

document.addEventListener("submit", onSubmit);
window.addEventListener("pageshow", onPageShow);
