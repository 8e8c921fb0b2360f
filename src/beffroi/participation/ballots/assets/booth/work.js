/* What is long is done beside the page, in a worker: { id, task, given } in; { id, part }, { id, made } or { id, failed } out. */

import { tasks } from "./tasks.js";

addEventListener("message", async ({ data: { id, task, given } }) => {
  let told = 0;
  const progress = (part) => {
    if (part - told < 0.01 && part < 1) return;
    told = part;
    postMessage({ id, part });
  };
  try {
    postMessage({ id, made: await tasks[task](given, progress) });
  } catch (error) {
    postMessage({ id, failed: error.message || String(error) });
  }
});
