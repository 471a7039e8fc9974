// Comfort for reviewers: a accepts, t goes to the note, k returns. The buttons do the same.
//
// Single keys can be switched off (and stay so on this device), and never act while somebody types.

const OFF = "telaah-pintasan-mati";

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) {
    return;
  }
  if (localStorage.getItem(OFF)) {
    return;
  }
  const aim = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!aim) {
    return;
  }
  event.preventDefault();
  if (aim.matches("a")) {
    aim.click();
  } else {
    aim.focus();
  }
}

const line = document.querySelector("[data-shortcuts]");
if (line) {
  const button = line.querySelector("button");
  const say = () => {
    button.textContent = localStorage.getItem(OFF) ? button.dataset.on : button.dataset.off;
  };
  button.addEventListener("click", () => {
    if (localStorage.getItem(OFF)) {
      localStorage.removeItem(OFF);
    } else {
      localStorage.setItem(OFF, "ya");
    }
    say();
  });
  say();
  line.hidden = false;
  document.addEventListener("keydown", press);
}
