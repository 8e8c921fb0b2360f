/* The chosen picture, before it is sent. */
import { all } from "./all.js";

export function start(root) {
  for (const input of all(root, "input[type=file][data-preview]", "preview")) {
    const figure = input.closest("[data-picture]")?.querySelector("[data-picture-new]");
    if (!figure) continue;
    input.addEventListener("change", () => {
      const picture = figure.querySelector("img");
      if (picture.src) URL.revokeObjectURL(picture.src);
      const file = input.files[0];
      figure.hidden = !file?.type.startsWith("image/");
      if (!figure.hidden) picture.src = URL.createObjectURL(file);
    });
  }
}
