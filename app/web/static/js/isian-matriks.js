// The matrix: arrows move in both directions, and the level is told at once.

const STEPS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function measure(axis, code) {
  return document.getElementById(`ukuran-${axis}-${code}`).textContent;
}

function say(box, place) {
  place.replaceChildren();
  if (!box) {
    return;
  }
  const tag = document.createElement("strong");
  tag.className = `lb ${box.dataset.class}`;
  tag.textContent = box.dataset.level;
  place.append(tag, ` ${box.dataset.said.split(": tingkat")[0]}.`);
  const [likelihood, impact] = box.value.split("-");
  const anchors = document.createElement("span");
  anchors.className = "small muted under";
  anchors.textContent = `${measure("kemungkinan", likelihood)} Bila terjadi: ${measure("dampak", impact)}`;
  place.append(anchors);
}

export function start(form) {
  const matrix = form.querySelector(".matrix");
  if (!matrix) {
    return;
  }
  const place = matrix.querySelector("#tingkat");
  const tell = () => say(matrix.querySelector("input:checked"), place);
  matrix.addEventListener("change", tell);
  form.addEventListener("terisi", tell);
  matrix.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.target.name !== "matriks") {
      return;
    }
    event.preventDefault();
    const [likelihood, impact] = event.target.value.split("-").map(Number);
    const next = `${likelihood + step[0]}-${impact + step[1]}`;
    const box = matrix.querySelector(`input[value="${next}"]`);
    if (box) {
      box.focus();
      box.click();
    }
  });
}
