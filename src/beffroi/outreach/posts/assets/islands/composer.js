/* The composer, with comfort: lengths while one types, the point to keep and the cut of a picture by hand. All works without. */
import { bytes, count, segments } from "../../../../channels/base/assets/counting.js";

const form = document.querySelector("[data-composer]");

/* Lengths: each network's own rules, the same as on the server. */

const field = (name) => form.elements.namedItem(name);
const trimmed = (name) => (field(name)?.value ?? "").trim();
const tags = () => trimmed("hashtags").split(/[,#]/).map((words) => words.split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((word) => word[0].toUpperCase() + word.slice(1)).join("")).filter(Boolean).map((tag) => `#${tag}`).join(" ");
const isChosen = (account) => Boolean(form.querySelector(`input[name=accounts][value="${account}"]:checked`));

function said(item) {
  const account = item.dataset.account;
  const own = trimmed(`v${account}-text`);
  const linked = field(`v${account}-has_link`)?.checked ? `https://x.example/l/${"x".repeat(6)}` : "";
  const title = "hasTitle" in item.dataset ? "" : trimmed("title");
  const text = own || [title, trimmed("text").replace(/\*\*|__|^#+ |^> /gm, "").replace(/^[-*] /gm, "• ")].filter(Boolean).join("\n\n");
  const correction = item.dataset.edits && field("correction_line")?.value !== "no" ? trimmed("correction") : "";
  return [text, correction && item.dataset.edits + correction, linked, tags()].filter(Boolean).join("\n\n");
}

function measure() {
  for (const item of form.querySelectorAll("[data-counters] [data-most]")) {
    item.hidden = !isChosen(item.dataset.account);
    if (item.hidden) continue;
    const text = said(item);
    const length = count(text, item.dataset.counting, Number(item.dataset.linkLength));
    const parts = item.dataset.counting === "sms" ? segments(text)[0] : 1;
    const isOver = length > Number(item.dataset.most) || (item.dataset.mostBytes && bytes(text) > Number(item.dataset.mostBytes));
    const isShortened = isOver && !trimmed(`v${item.dataset.account}-text`) && field(`v${item.dataset.account}-has_link`)?.checked;
    item.querySelector("[data-number]").textContent = parts > 1 ? `${length} (×${parts})` : length;
    item.querySelector("[data-shortened]").hidden = !isShortened;
    item.classList.toggle("over", Boolean(isOver && !isShortened));
  }
  for (const section of form.querySelectorAll("[data-variant]")) section.hidden = !isChosen(section.dataset.variant);
}

/* Where one points inside a picture, in shares of it. */
function point(event, image) {
  const box = image.getBoundingClientRect();
  const share = (at, from, size) => Math.min(1, Math.max(0, (at - from) / size));
  return [share(event.clientX, box.left, box.width), share(event.clientY, box.top, box.height)];
}

function follow(element, move) {
  element.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    move(event, true);
    const moved = (next) => move(next, false);
    element.addEventListener("pointermove", moved);
    element.addEventListener("pointerup", () => element.removeEventListener("pointermove", moved), { once: true });
    element.addEventListener("pointercancel", () => element.removeEventListener("pointermove", moved), { once: true });
  });
}

const changed = (input) => input.dispatchEvent(new Event("change", { bubbles: true }));

/* The point to keep: click in the picture; the two numbers beside do the same. */
for (const picker of form.querySelectorAll("[data-focus-picker]")) {
  const [image, mark] = [picker.querySelector("img"), picker.querySelector("[data-mark]")];
  const [x, y] = [document.getElementById(picker.dataset.x), document.getElementById(picker.dataset.y)];
  const show = () => {
    mark.hidden = false;
    mark.style.left = `${x.value || 50}%`;
    mark.style.top = `${y.value || 50}%`;
  };
  picker.dataset.ready = "";
  follow(picker, (event) => {
    [x.value, y.value] = point(event, image).map((share) => Math.round(share * 100));
    show();
  });
  picker.addEventListener("pointerup", () => changed(x));
  for (const input of [x, y]) input.addEventListener("input", show);
  show();
}

/* The cut as one draws it: a box to move and to stretch by its corner; the four numbers do the same. */
for (const cutter of form.querySelectorAll("[data-cutter]")) {
  const [frame, choice] = [cutter.querySelector("[data-cut-frame]"), cutter.querySelector("select[name*=crop_]")];
  const numbers = cutter.querySelector("input[name*=box_]");
  const image = frame.querySelector("img");
  const box = Object.assign(document.createElement("div"), { className: "composer-box" });
  frame.append(box);
  const edges = () => {
    const found = numbers.value.match(/\d+(\.\d+)?/g)?.map(Number) ?? [];
    return found.length === 4 ? found : [0, 0, 100, 100];
  };
  const show = () => {
    const own = choice.value === "own";
    box.hidden = !own;
    numbers.closest(".field").hidden = !own;
    const [left, top, right, bottom] = edges();
    Object.assign(box.style, { left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%` });
  };
  let begun;
  follow(box, (event, isFirst) => {
    const [x, y] = point(event, image).map((share) => share * 100);
    const [left, top, right, bottom] = edges();
    if (isFirst) begun = { x: x - left, y: y - top, width: right - left, height: bottom - top, stretches: right - x < 12 && bottom - y < 12 };
    const [nextLeft, nextTop] = [Math.min(Math.max(0, x - begun.x), 100 - begun.width), Math.min(Math.max(0, y - begun.y), 100 - begun.height)];
    const next = begun.stretches ? [left, top, Math.max(left + 10, x), Math.max(top + 10, y)] : [nextLeft, nextTop, nextLeft + begun.width, nextTop + begun.height];
    numbers.value = next.map((edge) => Math.round(Math.min(100, edge))).join(", ");
    show();
  });
  box.addEventListener("pointerup", () => changed(numbers));
  choice.addEventListener("change", show);
  numbers.addEventListener("input", show);
  show();
}

form.addEventListener("input", measure);
form.addEventListener("change", measure);
measure();
