/* The offline page lists the pages that were kept, and tries again. */
import { all } from "./all.js";

export function start(root) {
  for (const button of all(root, "[data-reload]", "reload")) button.addEventListener("click", () => location.reload());
  for (const box of all(root, "[data-kept-pages]", "kept-pages")) list(box);
}

async function list(box) {
  if (!("caches" in window)) return;
  const pages = await caches.open("pages").catch(() => null);
  for (const request of (await pages?.keys()) ?? []) {
    const text = await (await pages.match(request)).text();
    const title = new DOMParser().parseFromString(text, "text/html").title;
    const link = Object.assign(document.createElement("a"), { href: request.url, textContent: title || new URL(request.url).pathname });
    const item = document.createElement("li");
    item.append(link);
    box.querySelector("ul").append(item);
    box.hidden = false;
  }
}
