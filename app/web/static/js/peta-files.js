/* Files the map asks for: data, and scripts that are not wanted at once. */

import { element } from "./peta-content.js";

export async function load(url) {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

/** A style sheet or a classic script by its address. */
export function bring(url) {
  return new Promise((done, fail) => {
    const style = url.split("?")[0].endsWith(".css");
    const node = style
      ? element("link", { rel: "stylesheet", href: url })
      : element("script", { src: url });
    node.addEventListener("load", done);
    node.addEventListener("error", () => fail(new Error(url)));
    document.head.append(node);
  });
}
