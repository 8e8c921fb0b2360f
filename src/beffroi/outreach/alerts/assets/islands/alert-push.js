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
  said.textContent = "";
  try {
    const address = document.body.dataset.worker;
    if (address) await navigator.serviceWorker.register(address, { scope: "/" });
    const worker = await navigator.serviceWorker.ready;
    const kept = await worker.pushManager.getSubscription();
    if (kept && !isOurs(kept)) await kept.unsubscribe();
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

/* A browser refuses another key than the one under which it was asked first. */
function isOurs(kept) {
  const theirs = kept.options?.applicationServerKey;
  const ours = bytes(form.dataset.pushKey);
  return !theirs || new Uint8Array(theirs).every((byte, index) => byte === ours[index]);
}

function bytes(key) {
  const text = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}
