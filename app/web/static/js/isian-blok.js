// Repeated blocks: added from the page's own <template>, taken away again, numbered once.

import { freshKey } from "./isian-simpan.js";

const TEMPLATE_NUMBER = 999;

function numbersOf(form, sort) {
  return Array.from(form.querySelectorAll(`[data-block="${sort}"]`), (item) => Number(item.dataset.number));
}

function renumber(element, number) {
  for (const item of [element, ...element.querySelectorAll("*")]) {
    for (const name of ["id", "name", "for", "aria-describedby"]) {
      const value = item.getAttribute(name);
      if (value) {
        item.setAttribute(name, value.replaceAll(`-${TEMPLATE_NUMBER}`, `-${number}`));
      }
    }
  }
  element.dataset.number = number;
}

function addBlock(form, sort, number) {
  const place = form.querySelector(`[data-blocks="${sort}"]`);
  const block = place.querySelector("template").content.cloneNode(true).firstElementChild;
  renumber(block, number);
  const key = block.querySelector(`[name="upaya-${number}-kunci"]`);
  if (key) {
    key.value = freshKey();
  }
  place.querySelector("[data-none]")?.remove();
  place.querySelector("[data-add]").before(block);
  enliven(block);
  return block;
}

export function ensureBlock(form, sort, number) {
  if (!numbersOf(form, sort).includes(number)) {
    addBlock(form, sort, number);
    form.querySelector(`#${sort}-lain`)?.closest("details")?.setAttribute("open", "");
  }
}

function enliven(block) {
  const button = block.querySelector("[data-remove]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const form = block.closest("form");
      const next = block.parentElement.querySelector("[data-add]");
      block.remove();
      next.focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

export function start(form) {
  form.querySelectorAll("[data-block]").forEach(enliven);
  for (const button of form.querySelectorAll("[data-add]")) {
    button.type = "button";
    button.addEventListener("click", () => {
      const sort = button.dataset.add;
      const block = addBlock(form, sort, Math.max(0, ...numbersOf(form, sort)) + 1);
      block.querySelector("input:not([type=hidden]), select, textarea").focus();
    });
  }
}

// The portal gave new actions their codes: the next save means these same actions.
export function takeCodes(form, codes) {
  for (const [key, code] of Object.entries(codes ?? {})) {
    for (const hidden of form.querySelectorAll('input[name$="-kunci"]')) {
      if (hidden.value === key) {
        form.elements[hidden.name.replace("-kunci", "-kode")].value = code;
      }
    }
  }
}

export function numberOfDeed(form, code) {
  const hidden = Array.from(form.querySelectorAll('input[name^="upaya-"][name$="-kode"]'));
  return hidden.find((item) => item.value === code)?.name.split("-")[1];
}
