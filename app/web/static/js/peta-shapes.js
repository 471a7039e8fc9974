/* Shapes: shared lines written as text become GeoJSON again (see app/outputs/map_topology.py). */

const DIGITS = "0123456789abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUVWXYZ()*+-_";

function numbersOf(word) {
  const numbers = [];
  let value = 0;
  let factor = 1;
  for (const character of word) {
    const digit = DIGITS.indexOf(character);
    value += (digit % 32) * factor;
    factor *= 32;
    if (digit < 32) {
      numbers.push(value % 2 ? -(value + 1) / 2 : value / 2);
      value = 0;
      factor = 1;
    }
  }
  return numbers;
}

function linesOf(text, grid) {
  let x = 0;
  let y = 0;
  return text.split(" ").map((word) => {
    const numbers = numbersOf(word);
    const line = [];
    for (let i = 0; i < numbers.length; i += 2) {
      x += numbers[i];
      y += numbers[i + 1];
      line.push([x * grid, y * grid]);
    }
    return line;
  });
}

const feature = (type, coordinates, properties) => ({
  type: "Feature",
  properties,
  geometry: { type, coordinates },
});

/** Areas as GeoJSON features, and the lines that belong to one area only: the outer border. */
export function decode(file, parent) {
  const lines = linesOf(file.lines, file.grid);
  const uses = lines.map(() => 0);
  const walk = (number) => {
    const own = number < 0 ? ~number : number;
    uses[own] += 1;
    return number < 0 ? [...lines[own]].reverse() : lines[own];
  };
  const closed = (numbers) => {
    const ring = numbers.flatMap((number) => walk(number).slice(0, -1));
    return [...ring, ring[0]];
  };
  const areas = file.areas
    .filter((area) => !parent || area.parent === parent)
    .map(({ rings, ...area }) =>
      feature("MultiPolygon", rings.map((polygon) => polygon.map(closed)), area),
    );
  return { areas, outline: feature("MultiLineString", lines.filter((_, i) => uses[i] === 1), {}) };
}
