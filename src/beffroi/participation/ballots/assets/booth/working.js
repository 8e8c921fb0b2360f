/* The worker's side of beside.js: { id, task, given } comes in; { id, part }, { id, made } or { id, failed } go out. */

export function serve(tasks) {
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
}
