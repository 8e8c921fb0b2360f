/* Notifications on this device. A form with `data-push` (the town's public key) stays hidden until the browser can; the
   permission is asked only after the button was pressed; what the browser gives goes into the field `subscription` and
   the form is sent as any other. */

const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window && window.isSecureContext;
const all = (name) => document.querySelectorAll(name);
const show = (name, shown) => all(name).forEach((part) => (part.hidden = !shown));

function bytes(text) {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

async function registration() {
  const address = document.body.dataset.worker;
  if (address) await navigator.serviceWorker.register(address, { scope: "/" });
  return navigator.serviceWorker.ready;
}

function sameKey(subscription, key) {
  const theirs = subscription.options?.applicationServerKey;
  return !theirs || new Uint8Array(theirs).every((byte, index) => byte === key[index]);
}

async function subscribe(form) {
  const key = bytes(form.dataset.push);
  const worker = await registration();
  const kept = await worker.pushManager.getSubscription();
  if (kept && !sameKey(kept, key)) await kept.unsubscribe();
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function listen(form) {
  const button = form.querySelector("button[type=submit]");
  const said = form.querySelector("[data-push-said]");
  let ready = false;
  form.addEventListener("submit", async (event) => {
    if (ready) return;
    event.preventDefault();
    button.disabled = true;
    try {
      if ((await Notification.requestPermission()) === "denied") {
        show("[data-push-denied]", true);
        return;
      }
      form.querySelector("input[name$=subscription]").value = JSON.stringify(await subscribe(form));
      ready = true;
      button.disabled = false;
      form.requestSubmit(button);
    } catch {
      if (said) said.textContent = said.dataset.failedText ?? "";
    } finally {
      button.disabled = false;
    }
  });
}

async function start() {
  show("[data-push-cannot]", !can);
  if (!can) return;
  show("[data-push-denied]", Notification.permission === "denied");
  all("form[data-push]").forEach((form) => {
    form.hidden = false;
    listen(form);
  });
  const worker = await navigator.serviceWorker.getRegistration("/");
  const kept = await worker?.pushManager.getSubscription();
  if (!kept || Notification.permission !== "granted") return;
  show("[data-push-on]", true);
  all("[data-push-end]").forEach((form) => {
    form.hidden = false;
    form.querySelector("input[name=endpoint]").value = kept.endpoint;
    form.addEventListener("submit", () => kept.unsubscribe());
  });
}

start();
