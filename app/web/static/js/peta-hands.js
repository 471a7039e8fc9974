/* Keys, wheel and fingers: the page keeps scrolling unless the reader works in the map. */

import { WORDS } from "./peta-content.js";

function takeFingers({ peta, zum, rumah }, root) {
  for (const control of [zum, rumah]) control.setPosition("bottomright");
  peta.dragging.disable(); // one finger scrolls the page, two move the map
  peta.on("enterFullscreen", () => peta.dragging.enable());
  peta.on("exitFullscreen", () => peta.dragging.disable());
  root.dataset.hint = WORDS.twoFingers;
  const hint = ({ touches }) =>
    root.classList.toggle("is-hinting", touches.length === 1 && !peta.dragging.enabled());
  root.addEventListener("touchmove", hint, { passive: true });
  root.addEventListener("touchend", () => root.classList.remove("is-hinting"), { passive: true });
}

export function takeHands(drawn, root, stage) {
  const { peta } = drawn;
  stage.addEventListener("keydown", (event) => {
    if (event.key === "Escape") peta.closePopup();
  });
  if (matchMedia("(pointer: coarse)").matches) {
    takeFingers(drawn, root);
    return;
  }
  peta.on("click focus", () => peta.scrollWheelZoom.enable());
  root.addEventListener("mouseleave", () => peta.scrollWheelZoom.disable());
}
