// Comfort for reviewers: every key presses a button or link that is on the page anyway.
//
// Single keys can be switched off (and stay so on this device), and never act while somebody types.

const OFF = "telaah-pintasan-mati";

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function isOff() {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false; // a browser that keeps nothing still has the keys
  }
}

function remember(off) {
  try {
    if (off) {
      localStorage.setItem(OFF, "ya");
    } else {
      localStorage.removeItem(OFF);
    }
  } catch {
    // nothing is kept; the switch holds for this page
  }
}

const help = document.querySelector("[data-shortcuts]");
let off = isOff();

function toggleHelp() {
  help.open = !help.open;
  if (help.open) {
    help.querySelector("summary").focus();
    help.scrollIntoView({ block: "nearest" });
  }
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) {
    return;
  }
  if (off) {
    return;
  }
  if (event.key === "?") {
    event.preventDefault();
    toggleHelp();
    return;
  }
  const aim = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!aim) {
    return;
  }
  event.preventDefault();
  if (aim.matches("a, button")) {
    aim.click();
  } else {
    aim.focus();
  }
}

function show(button) {
  button.textContent = off ? button.dataset.on : button.dataset.off;
  for (const hint of document.querySelectorAll("kbd[data-hint]")) {
    hint.hidden = off;
  }
}

if (help) {
  const button = help.querySelector("button");
  button.addEventListener("click", () => {
    off = !off;
    remember(off);
    show(button);
  });
  button.hidden = false;
  show(button);
  document.addEventListener("keydown", press);
}
