/* The service worker, on secure addresses only; never needed to read or to write. */
export function install() {
  const address = document.body.dataset.worker;
  if (!address || !("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => navigator.serviceWorker.register(address, { scope: "/" }).catch(() => {}));
}
