// What is wrong or missing, beside its field and summed up on top; the words are the portal's.

import { numberOfDeed } from "./isian-blok.js";

function idOf(form, item) {
  const number = item.upaya ? numberOfDeed(form, item.upaya) : "";
  return number ? `upaya-${number}-${item.kolom}` : item.id;
}

function partsOf(id) {
  const target = document.getElementById(id);
  const group = target?.closest(".govuk-form-group, .blocks, fieldset.block") ?? null;
  return { target, group };
}

function clear(form) {
  for (const message of form.querySelectorAll("[data-live-error]")) {
    const { group } = partsOf(message.dataset.liveError);
    group?.classList.remove("govuk-form-group--error");
    const control = document.getElementById(message.dataset.liveError);
    control?.removeAttribute("aria-invalid");
    message.remove();
  }
}

function takeOver(form) {
  for (const message of form.querySelectorAll(".govuk-error-message[id$=-galat]")) {
    message.dataset.liveError = message.id.replace(/-galat$/, "");
  }
}

function mark(id, text) {
  const { target, group } = partsOf(id);
  if (!target || !group || document.getElementById(`${id}-galat`)) {
    return;
  }
  const message = document.createElement("p");
  message.className = "govuk-error-message";
  message.id = `${id}-galat`;
  message.dataset.liveError = id;
  message.textContent = text;
  const before = group.querySelector(".govuk-input, .govuk-select, .govuk-textarea, .govuk-radios, .govuk-checkboxes, .matrix__grid, .block, [data-add]");
  (before ?? group.firstElementChild).before(message);
  group.classList.add("govuk-form-group--error");
  if (target.matches("input, select, textarea")) {
    target.setAttribute("aria-invalid", "true");
    const described = target.getAttribute("aria-describedby") ?? "";
    if (!described.includes(`${id}-galat`)) {
      target.setAttribute("aria-describedby", `${described} ${id}-galat`.trim());
    }
  }
}

function isFilled(form, id) {
  const control = document.getElementById(id);
  const named = control?.name ? form.elements[control.name] : null;
  return Boolean(named && (named.value || (named.length && named[0].value)));
}

// While somebody writes only what they have been at is told; on `everything` all of it.
export function show(form, items, visited, everything) {
  takeOver(form);
  clear(form);
  const errors = items.filter((item) => item.galat).map((item) => [idOf(form, item), item.pesan]);
  for (const [id, text] of errors) {
    if (everything || visited.has(id) || isFilled(form, id)) {
      mark(id, text);
      document.getElementById(id)?.closest("details")?.setAttribute("open", "");
    }
  }
  if (everything) {
    summarise(errors);
  } else {
    document.querySelector("[data-summary]").replaceChildren();
  }
}

export function summarise(errors, heading = `${errors.length} isian masih perlu dilengkapi`) {
  const place = document.querySelector("[data-summary]");
  place.replaceChildren();
  if (!errors.length) {
    return;
  }
  const box = document.createElement("div");
  box.className = "govuk-error-summary";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.className = "govuk-error-summary__title";
  title.textContent = heading;
  const list = document.createElement("ul");
  list.className = "govuk-list govuk-error-summary__list";
  for (const [id, text] of errors) {
    const link = document.createElement("a");
    link.href = `#${id}`;
    link.textContent = text;
    link.addEventListener("click", (event) => {
      const target = document.getElementById(id);
      if (target) {
        event.preventDefault();
        target.closest("details")?.setAttribute("open", "");
        target.scrollIntoView({ block: "center" });
        target.focus();
      }
    });
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  box.append(title, list);
  place.append(box);
  box.focus();
}
