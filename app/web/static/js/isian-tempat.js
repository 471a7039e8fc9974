// Villages follow their kecamatan, and a press on the picture fills in the point.

const PLACES = 6;

function followDistrict(form) {
  const district = form.elements["isi-district"];
  const village = form.querySelector("[data-villages]");
  if (!district || !village) {
    return;
  }
  const groups = Array.from(village.querySelectorAll("optgroup"));
  const narrow = () => {
    const chosen = village.selectedOptions[0];
    const wanted = groups.filter((group) => !district.value || group.label === district.value);
    const own = chosen?.value && !wanted.some((group) => group.contains(chosen));
    village.replaceChildren(village.options[0], ...wanted);
    const same = own ? Array.from(village.options).find((option) => option.value === chosen.value) : chosen;
    village.value = same && village.contains(same) ? same.value : "";
  };
  village.addEventListener("change", () => {
    const group = village.selectedOptions[0]?.closest("optgroup");
    if (group && !district.value) {
      district.value = group.label;
      district.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  district.addEventListener("change", narrow);
  form.addEventListener("terisi", narrow);
  narrow();
}

function comma(value) {
  return value.toFixed(PLACES).replace(/0+$/, "").replace(/\.$/, "").replace(".", ",");
}

function number(text) {
  return Number.parseFloat(text.trim().replace(",", "."));
}

class Picker {
  constructor(form, box) {
    this.form = form;
    this.svg = box.querySelector("svg");
    this.said = box.querySelector("[data-picked]");
    const names = ["west", "north", "perLon", "perLat", "left", "top"];
    const numbers = this.svg.dataset.projection.split(" ").map(Number);
    names.forEach((name, index) => (this[name] = numbers[index]));
    this.svg.addEventListener("click", (event) => this.pick(event));
    for (const name of ["isi-lat", "isi-lon", "isi-district"]) {
      form.elements[name].addEventListener("change", () => this.draw());
    }
    form.addEventListener("terisi", () => this.draw());
    this.draw();
  }

  pick(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    const lon = this.west + (at.x - this.left) / this.perLon;
    const lat = this.north - (at.y - this.top) / this.perLat;
    this.form.elements["isi-lat"].value = comma(lat);
    this.form.elements["isi-lon"].value = comma(lon);
    const name = event.target.dataset.name;
    this.said.textContent = `Titik ${comma(lat)}; ${comma(lon)}${name ? `, di ${name}` : ", di luar wilayah"}.`;
    this.draw();
    this.form.elements["isi-lon"].dispatchEvent(new Event("input", { bubbles: true }));
  }

  draw() {
    this.svg.querySelector(".pin")?.remove();
    const district = this.form.elements["isi-district"].value;
    for (const ward of this.svg.querySelectorAll(".ward")) {
      ward.classList.toggle("marked", ward.dataset.name === district);
    }
    const lat = number(this.form.elements["isi-lat"].value);
    const lon = number(this.form.elements["isi-lon"].value);
    if (Number.isFinite(lat) && Number.isFinite(lon)) {
      const pin = document.createElementNS("http://www.w3.org/2000/svg", "circle");
      pin.setAttribute("class", "pin");
      pin.setAttribute("cx", this.left + (lon - this.west) * this.perLon);
      pin.setAttribute("cy", this.top + (this.north - lat) * this.perLat);
      pin.setAttribute("r", this.svg.viewBox.baseVal.width / 70);
      this.svg.append(pin);
    }
  }
}

export function start(form) {
  followDistrict(form);
  const box = form.querySelector("[data-pick]");
  if (box) {
    new Picker(form, box);
  }
}
