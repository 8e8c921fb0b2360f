/* The door of a meeting. The list and what was done at the door are kept in the device (IndexedDB), each act under a key of
   its own; they are sent when there is a network, in their order, and sending them twice writes them once. Without a network
   the service worker shows a page without data at the same address, and this script fills it from what is kept. */

const page = document.querySelector("[data-door-page]");
const words = document.querySelector("[data-door-words]")?.dataset ?? {};
const path = location.pathname;
const sync = page?.dataset.door ?? "";
const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

const say = (word, values = {}) => (words[`text${word}`] ?? "").replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
const key = () => `d-${crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2, 12)}`}`.slice(0, 40);

function opened() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open("beffroi-door", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("lists", { keyPath: "path" });
      asked.result.createObjectStore("acts", { keyPath: "number", autoIncrement: true });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

function within(base, name, mode, deed) {
  return new Promise((done, fail) => {
    const work = base.transaction(name, mode);
    const asked = deed(work.objectStore(name));
    work.oncomplete = () => done(asked?.result);
    work.onerror = work.onabort = () => fail(work.error);
  });
}

const acts = async (base) => (await within(base, "acts", "readonly", (store) => store.getAll())).filter((act) => act.path === path);

/* Lists are personal: gone two days after the meeting, once everything is sent. */
async function tidy(base) {
  const waiting = new Set((await within(base, "acts", "readonly", (store) => store.getAll())).map((act) => act.path));
  for (const list of await within(base, "lists", "readonly", (store) => store.getAll())) {
    if (Date.parse(list.until) < Date.now() && !waiting.has(list.path)) await within(base, "lists", "readwrite", (store) => store.delete(list.path));
  }
}

const make = (name, values = {}, ...content) => {
  const made = Object.assign(document.createElement(name), values);
  made.append(...content);
  return made;
};

class Door {
  constructor(base, list) {
    this.base = base;
    this.list = list;
  }

  async start() {
    for (const act of await acts(this.base)) this.apply(act);
    await this.keep();
    this.draw();
    page.hidden = false;
    for (const part of document.querySelectorAll("[data-door-plain], [data-door-none]")) part.hidden = true;
    addEventListener("online", () => this.send());
    setInterval(() => this.send(true), 15000);
    await this.send();
  }

  keep() {
    return within(this.base, "lists", "readwrite", (store) => store.put({ ...this.list, path }));
  }

  apply(act) {
    if (act.way === "walk_in") this.list.walkIns += act.amount;
    const person = this.list.people.find((one) => one.code === act.code);
    if (person) person.here = act.way === "in";
  }

  async do(way, code = "", amount = 1) {
    const act = { path, key: key(), way, code, amount, at: new Date().toISOString() };
    await within(this.base, "acts", "readwrite", (store) => store.add(act));
    this.apply(act);
    await this.keep();
    this.show();
    await this.send();
  }

  /* A code as it is typed, the address of a QR code, or a name that only one person has. */
  find(typed) {
    const code = typed.trim().replace(/\/+$/, "").split("/").pop().toUpperCase().replace(/[^A-Z0-9]/g, "");
    const byCode = this.list.people.find((one) => one.code === code);
    if (byCode) return byCode;
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const named = typed.trim().length > 1 ? this.list.people.filter((one) => plain(one.name).includes(plain(typed.trim()))) : [];
    return named.length === 1 ? named[0] : null;
  }

  async receive(typed) {
    const person = this.find(typed);
    if (!person) return this.tell(say("Unknown"), true);
    if (person.here) return this.tell(say("Already", { name: person.name }), true);
    await this.do("in", person.code);
    this.tell(say("Here", { name: person.name }));
    return undefined;
  }

  async send(quiet = false) {
    if (this.sending) return;
    this.sending = true;
    try {
      await this.sendNow(quiet);
    } finally {
      this.sending = false;
    }
  }

  async sendNow(quiet) {
    const waiting = (await acts(this.base)).slice(0, 200);
    if (!sync) return this.look();
    if (!waiting.length && quiet) return undefined;
    const body = JSON.stringify({ acts: waiting.map((act) => ({ key: act.key, way: act.way, code: act.code, number: act.amount, at: act.at })) });
    let answer;
    try {
      answer = await fetch(sync, { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token }, redirect: "error" });
    } catch {
      return this.state(waiting.length, say("Offline"));
    }
    if (!answer.ok) return this.state(waiting.length, say("Refused"));
    const { list } = await answer.json();
    for (const act of waiting) await within(this.base, "acts", "readwrite", (store) => store.delete(act.number));
    const left = await acts(this.base);
    this.list = list;
    for (const act of left) this.apply(act);
    await this.keep();
    this.show();
    return this.state(left.length, say("Sent"));
  }

  /* The page without data has no way to send: once the site answers again, its own page takes over. */
  async look() {
    const left = (await acts(this.base)).length;
    try {
      const answer = await fetch(location.href, { redirect: "manual" });
      if (answer.ok && !(await answer.text()).includes("data-door-none")) location.reload();
    } catch {
      this.state(left, say("Offline"));
    }
  }

  state(left, sentence) {
    this.status.textContent = left ? `${say("Kept", { n: left })} ${sentence === say("Sent") ? "" : sentence}` : sentence;
  }

  tell(sentence, wrong = false) {
    this.said.textContent = sentence;
    this.said.classList.toggle("door-wrong", wrong);
  }

  draw() {
    this.status = make("p", { className: "soft" });
    this.status.setAttribute("role", "status");
    this.said = make("p", { className: "door-said" });
    this.said.setAttribute("role", "status");
    this.count = make("p", { className: "lead" });
    const field = make("input", { id: "door-code", autocomplete: "off", spellcheck: false, maxLength: 200 });
    field.autocapitalize = "characters";
    const form = make("form", { className: "cluster" }, make("div", { className: "field" }, make("label", { htmlFor: "door-code", textContent: say("Code") }), field), make("button", { type: "submit", className: "button", textContent: say("Receive") }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await this.receive(field.value);
      field.value = "";
      field.focus();
    });
    this.walked = make("span", { className: "numeric" });
    const walk = make("button", { type: "button", className: "button quiet", textContent: say("Walk") });
    walk.addEventListener("click", () => this.do("walk_in"));
    const forget = make("button", { type: "button", className: "button plain small", textContent: say("Forget") });
    forget.addEventListener("click", async () => {
      if ((await acts(this.base)).length) return this.send();
      await within(this.base, "lists", "readwrite", (store) => store.delete(path));
      page.replaceChildren(make("p", { textContent: "✓" }));
      return undefined;
    });
    this.rows = make("div", { className: "door-list" });
    page.classList.add("stack");
    page.replaceChildren(make("h2", { textContent: this.list.title }), this.count, this.status, form, ...this.camera(), this.said, make("p", { className: "cluster" }, walk, this.walked), make("h2", { textContent: say("List") }), this.rows, make("p", {}, forget));
    this.show();
  }

  show() {
    const here = this.list.people.filter((one) => one.here).length;
    this.count.textContent = say("Count", { n: here, all: this.list.people.length });
    this.walked.textContent = say("Walked", { n: this.list.walkIns });
    const known = new Map([...this.rows.children].map((row) => [row.dataset.code, row]));
    for (const person of this.list.people) {
      const row = known.get(person.code) ?? this.row(person);
      known.delete(person.code);
      row.querySelector("input").checked = person.here;
      if (!row.isConnected) this.rows.append(row);
    }
    for (const gone of known.values()) gone.remove();
  }

  row(person) {
    const box = make("input", { type: "checkbox", id: `door-${person.code}` });
    box.addEventListener("change", () => this.do(box.checked ? "in" : "out", person.code));
    const label = make("label", { htmlFor: box.id, textContent: person.name });
    if (person.waits) label.append(" ", make("span", { className: "soft small", textContent: say("Waits") }));
    const row = make("div", { className: "door-row" }, box, label);
    row.dataset.code = person.code;
    return row;
  }

  /* Where the browser reads codes itself. Everywhere else the phone's own camera opens the address of the code. */
  camera() {
    if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return [];
    const view = make("video", { className: "door-camera", hidden: true, muted: true, playsInline: true });
    const button = make("button", { type: "button", className: "button quiet", textContent: say("Scan") });
    let stream = null;
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
      stream = null;
      view.hidden = true;
      button.textContent = say("Scan");
    };
    button.addEventListener("click", async () => {
      if (stream) return stop();
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch {
        button.hidden = true;
        return undefined;
      }
      view.srcObject = stream;
      view.hidden = false;
      button.textContent = say("Stop");
      await view.play();
      const reader = new BarcodeDetector({ formats: ["qr_code"] });
      let last = "";
      while (stream) {
        const [found] = await reader.detect(view).catch(() => []);
        if (found && found.rawValue !== last) {
          last = found.rawValue;
          await this.receive(last);
          navigator.vibrate?.(60);
        }
        await new Promise((next) => setTimeout(next, 250));
      }
      return undefined;
    });
    return [make("p", {}, button), view];
  }
}

async function start() {
  if (!page || !("indexedDB" in window)) return;
  const base = await opened();
  await tidy(base);
  const given = document.getElementById("door-list");
  const list = given ? JSON.parse(given.dataset.list) : await within(base, "lists", "readonly", (store) => store.get(path));
  if (list) await new Door(base, list).start();
}

start().catch(() => {}); // without it, the plain forms stay
