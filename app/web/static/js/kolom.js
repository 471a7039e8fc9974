// Shows what comes of a choice as soon as it is made; without this module a button does it.

let asking = false;
let again = false;

async function refresh(form) {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  form.classList.add("is-busy");
  const data = new FormData(form);
  data.set("aksi", "pratinjau");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, redirect: "follow" });
    const text = await answer.text();
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.querySelector("[data-columns]");
    if (fresh && again) {
      // Another choice was made meanwhile: only the versions move on.
      for (const name of ["versi", "versi_kolom", "kunci"]) {
        form.elements[name].value = fresh.querySelector(`[name=${name}]`).value;
      }
    } else if (fresh) {
      put(fresh);
    }
  } catch {
    // No connection: the choice stays on the page and goes along with the next one.
  }
  form.classList.remove("is-busy");
  asking = false;
  if (again) {
    again = false;
    await refresh(form);
  }
}

function put(fresh) {
  const old = document.querySelector("[data-columns]");
  const focused = document.activeElement?.id;
  const opened = Array.from(old.querySelectorAll("details[open]"), (item) => item.id);
  for (const id of opened) {
    fresh.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  }
  old.replaceWith(fresh);
  if (focused) {
    document.getElementById(focused)?.focus();
  }
  start();
}

function start() {
  const form = document.querySelector("[data-columns-form]");
  form?.addEventListener("change", () => refresh(form));
}

start();
