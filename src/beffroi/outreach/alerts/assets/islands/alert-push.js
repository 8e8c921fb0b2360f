/* Alerts on this device: the browser gives its address, the form says which alerts and for which place. */

const form = document.querySelector("[data-alert-form][data-push-key]");
const button = form?.querySelector("[data-push]");
if (button && "serviceWorker" in navigator && "PushManager" in window) {
  button.hidden = false;
  button.addEventListener("click", ask);
}

async function ask() {
  const said = form.querySelector("[data-push-said]");
  button.disabled = true;
  try {
    const worker = await navigator.serviceWorker.ready;
    const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.pushKey) });
    const data = new FormData(form);
    data.set("subscription", JSON.stringify(subscription));
    const answer = await fetch(form.dataset.pushUrl, { method: "POST", body: data });
    const told = await answer.json();
    if (told.next) window.location.assign(told.next);
    else said.textContent = told.error;
  } catch {
    said.textContent = said.dataset.refused;
  }
  button.disabled = false;
}

function bytes(key) {
  const text = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}
