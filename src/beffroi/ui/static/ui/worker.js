/* Service worker. `START` (kept, offline, shells, icon) is written above by the view, so that a new release is a new worker.

   Files with a fingerprint in their name are served from the cache; pages come from the network, and from the cache when
   there is none. Only public answers are ever kept: not those that say private or no-store, not those with a cookie to
   set, nothing asked by a form. On a slow network nobody waits for the worker. */

/* Shells stand in for private pages without a network; what they show is in the device. */
const SHELLS = START.shells.map(({ pattern, address }) => ({ pattern: new RegExp(pattern), address }));
const ALWAYS = [...START.kept, ...Object.values(START.offline), ...SHELLS.flatMap(({ address }) => Object.values(address))];

const FILES = "files";
const PAGES = "pages";
const MOST_PAGES = 30;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(FILES).then((files) => Promise.allSettled(ALWAYS.map((address) => files.add(address)))),
  );
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const files = await caches.open(FILES);
      const wanted = new Set(ALWAYS.map((address) => new URL(address, self.location.origin).href));
      for (const request of await files.keys()) if (!wanted.has(request.url)) await files.delete(request);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || request.headers.has("Range")) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (/\/static\/.+[.-][0-9a-zA-Z]{8,}\.\w+$/.test(url.pathname) || url.pathname.startsWith("/look/")) event.respondWith(file(request));
  else if (START.kept.includes(url.pathname)) event.respondWith(fetch(request).catch(() => caches.match(request)));
});

async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(FILES)).put(request, answer.clone());
  return answer;
}

async function page(request) {
  let answer;
  try {
    answer = await fetch(request);
  } catch {
    return withoutNetwork(request);
  }
  await remember(request, answer).catch(() => {}); // A full disk is no reason to hide an answer that came.
  return answer;
}

async function remember(request, answer) {
  if (mayBeKept(request, answer)) await keep(request, answer.clone());
  else if (answer.ok) await (await caches.open(PAGES)).delete(request);
  if (answer.ok && isPrivate(answer)) await caches.delete(PAGES); // Somebody signed in: nothing of this device's reading stays.
}

async function withoutNetwork(request) {
  const kept = await (await caches.open(PAGES)).match(request);
  if (kept) return kept;
  const path = new URL(request.url).pathname;
  const language = path.startsWith("/en/") ? "en" : "fr";
  const shell = SHELLS.find(({ pattern }) => pattern.test(path));
  if (shell) {
    const found = await caches.match(shell.address[language]);
    if (found) return found;
  }
  return (await caches.match(START.offline[language])) ?? Response.error();
}

function isPrivate(answer) {
  return /private|no-store/i.test(answer.headers.get("Cache-Control") ?? "");
}

function mayBeKept(request, answer) {
  const type = answer.headers.get("Content-Type") ?? "";
  return answer.ok && !answer.redirected && answer.type === "basic" && type.startsWith("text/html") && !isPrivate(answer) && !request.url.includes("/desk/");
}

async function keep(request, answer) {
  const pages = await caches.open(PAGES);
  await pages.delete(request);
  await pages.put(request, answer);
  const known = await pages.keys();
  for (const old of known.slice(0, Math.max(0, known.length - MOST_PAGES))) await pages.delete(old);
}

/* Notifications (channels.webpush): shown as they come, one per tag; a press opens the page that they tell of. */

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data?.json() ?? {};
  } catch {
    said = { title: event.data?.text() ?? "" };
  }
  const { title = "", body = "", url = "/", tag = "", lang = "", urgent = false } = said;
  const options = { body, tag, lang, data: { url }, icon: START.icon, requireInteraction: urgent, renotify: Boolean(tag) };
  event.waitUntil(self.registration.showNotification(title || self.location.host, options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const wanted = new URL(event.notification.data?.url ?? "/", self.location.origin);
  const address = wanted.origin === self.location.origin ? wanted.href : new URL("/", self.location.origin).href; // never elsewhere
  event.waitUntil(
    (async () => {
      const open = await self.clients.matchAll({ type: "window" });
      const there = open.find((client) => client.url === address);
      await (there ? there.focus() : self.clients.openWindow(address));
    })(),
  );
});

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(
    (async () => {
      if (!event.oldSubscription) return;
      const subscription =
        event.newSubscription ??
        (await self.registration.pushManager.subscribe({
          userVisibleOnly: true,
          applicationServerKey: event.oldSubscription.options.applicationServerKey,
        }));
      const body = JSON.stringify({ old: event.oldSubscription.endpoint, subscription: JSON.stringify(subscription) });
      await fetch("/push/renew/", { method: "POST", body });
    })(),
  );
});
