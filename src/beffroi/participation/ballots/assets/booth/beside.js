/* Work beside the page, in a worker made of the text that is hashed with this script; where no worker can be made, in the page. */

export const canWork = () => Boolean(globalThis.crypto?.subtle);

/* `code`: the text of the worker; `tasks`: the same tasks, for the page. Gives work(task, given, progress). */
export function beside(code, tasks) {
  const waiting = new Map();
  let next = 0;
  let worker = false;
  try {
    worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  } catch {
    return async (task, given, progress = () => {}) => tasks[task](given, progress);
  }
  worker.onmessage = ({ data }) => {
    const one = waiting.get(data.id);
    if (!one) return;
    if ("part" in data) return one.progress(data.part);
    waiting.delete(data.id);
    "failed" in data ? one.fail(new Error(data.failed)) : one.done(data.made);
  };
  /* Forbidden by a policy or by the device: the page does it itself. */
  worker.onerror = () => {
    worker = false;
    for (const one of waiting.values()) one.again();
    waiting.clear();
  };
  return (task, given, progress = () => {}) =>
    new Promise((done, fail) => {
      const again = () => Promise.resolve(tasks[task](given, progress)).then(done, fail);
      if (!worker) return again();
      const id = next++;
      waiting.set(id, { done, fail, progress, again });
      worker.postMessage({ id, task, given });
    });
}
