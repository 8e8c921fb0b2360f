// A strict server of the fediverse that is none of ours (Fedify), with people whom a test tells what to do. `./dev peers` starts it.
//
// HOST is its public name with the port, NAMES the names that lead to this machine. What its library verified is kept in FOLDER/received.jsonl.
import dns from "node:dns";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";

const { HOST, PORT, CONTROL, FOLDER, NAMES } = process.env;
const here = new Set(NAMES.split(","));
const lookup = dns.lookup;
dns.lookup = (name, options, done) => lookup(here.has(name) ? "127.0.0.1" : name, options, done);

const { createFederation, exportJwk, generateCryptoKeyPair, importJwk, InProcessMessageQueue, MemoryKvStore } = await import("@fedify/fedify");
const as = await import("@fedify/vocab");
const { Temporal } = await import("@js-temporal/polyfill");

const PEOPLE = ["lea", "noor", "omar"];
const PUBLIC = as.PUBLIC_COLLECTION;
const received = `${FOLDER}/received.jsonl`;
const notes = new Map();
const sent = new Map();
const federation = createFederation({
  kv: new MemoryKvStore(),
  queue: new InProcessMessageQueue(),
  allowPrivateAddress: true,
  origin: `https://${HOST}`,
  firstKnock: process.env.FIRST_KNOCK || undefined,
});

// Keys outlive a restart, as they must. (Fedify's own RSA pair has 4096 bits: seconds.)
const RSA = { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
const pairs = new Map();
async function keysOf(name) {
  const file = `${FOLDER}/keys-${name}.json`;
  if (!pairs.has(name) && fs.existsSync(file)) {
    const kept = JSON.parse(fs.readFileSync(file));
    pairs.set(
      name,
      await Promise.all(
        kept.map(async (one) => ({ privateKey: await importJwk(one.priv, "private"), publicKey: await importJwk(one.pub, "public") })),
      ),
    );
  }
  if (!pairs.has(name)) {
    const made = [await crypto.subtle.generateKey(RSA, true, ["sign", "verify"]), await generateCryptoKeyPair("Ed25519")];
    pairs.set(name, made);
    const kept = made.map(async (one) => ({ priv: await exportJwk(one.privateKey), pub: await exportJwk(one.publicKey) }));
    fs.writeFileSync(file, JSON.stringify(await Promise.all(kept)));
  }
  return pairs.get(name);
}

const aliases = new Map(); // name -> address of the account that it was
federation
  .setActorDispatcher("/users/{identifier}", async (context, name) => {
    if (!PEOPLE.includes(name)) return null;
    const keys = await context.getActorKeyPairs(name);
    return new as.Person({
      id: context.getActorUri(name),
      preferredUsername: name,
      name,
      inbox: context.getInboxUri(name),
      endpoints: new as.Endpoints({ sharedInbox: context.getInboxUri() }),
      followers: context.getFollowersUri(name),
      outbox: context.getOutboxUri(name),
      aliases: (aliases.get(name) ?? []).map((one) => new URL(one)),
      publicKey: keys[0].cryptographicKey,
      assertionMethods: keys.map((one) => one.multikey),
    });
  })
  .setKeyPairsDispatcher(async (_context, name) => await keysOf(name));
federation.setFollowersDispatcher("/users/{identifier}/followers", async () => ({ items: [] }));
federation.setOutboxDispatcher("/users/{identifier}/outbox", async () => ({ items: [] }));
federation.setObjectDispatcher(as.Note, "/notes/{id}", (_context, { id }) => notes.get(id) ?? null);
federation
  .setInboxListeners("/users/{identifier}/inbox", "/inbox")
  .on(as.Activity, async (context, activity) => {
    const json = await activity.toJsonLd({ contextLoader: context.contextLoader });
    fs.appendFileSync(received, `${JSON.stringify(json)}\n`);
  })
  .onError((_context, error) => console.error("inbox:", error));

// What a test asks for: {do, as, …}.
const acts = {
  async lookup({ q, by }) {
    const found = await by.context.lookupObject(q, { documentLoader: by.loader });
    return found && (await found.toJsonLd({ contextLoader: by.context.contextLoader }));
  },
  async follow({ by, to }) {
    return await by.send(to, as.Follow, { object: new URL(to), to: new URL(to) });
  },
  async say({ by, to, content, under, only, mentions, name, id = crypto.randomUUID() }) {
    const target = await by.find(to);
    const uri = by.context.getObjectUri(as.Note, { id });
    const said = {
      id: uri,
      attribution: by.uri,
      to: only ? new URL(only) : PUBLIC,
      ccs: only ? [] : [by.context.getFollowersUri(by.name), target.id],
      content,
      name,
      published: notes.get(id)?.published ?? Temporal.Now.instant(),
      updated: notes.has(id) ? Temporal.Now.instant() : null,
      replyTarget: under ? new URL(under) : null,
      tags: mentions ? [new as.Mention({ href: target.id, name: `@${target.preferredUsername}` })] : [],
    };
    const kind = notes.has(id) ? as.Update : as.Create;
    const note = new as.Note(said);
    notes.set(id, note);
    return { note: uri.href, id, ...(await by.send(to, kind, { object: note, to: said.to, ccs: said.ccs })) };
  },
  async remove({ by, to, id }) {
    notes.delete(id);
    const uri = by.context.getObjectUri(as.Note, { id });
    return await by.send(to, as.Delete, { object: new as.Tombstone({ id: uri }), to: PUBLIC });
  },
  async react({ by, to, kind, object, content }) {
    return await by.send(to, as[kind], { object: new URL(object), content, published: Temporal.Now.instant(), to: PUBLIC });
  },
  async undo({ by, to, activity }) {
    return await by.send(to, as.Undo, { object: sent.get(activity), to: new URL(to) });
  },
  async move({ by, to, target }) {
    return await by.send(to, as.Move, { object: by.uri, target: new URL(target), to: PUBLIC });
  },
  async alias({ by, was }) {
    aliases.set(by.name, was);
    return {};
  },
  raw,
};

async function person(name) {
  const context = federation.createContext(new URL(`https://${HOST}/`));
  const loader = await context.getDocumentLoader({ identifier: name });
  const uri = context.getActorUri(name);
  const find = async (address) => {
    const found = await context.lookupObject(address, { documentLoader: loader });
    if (!as.isActor(found)) throw new Error(`no actor at ${address}`);
    return found;
  };
  const send = async (to, Kind, said) => {
    const id = new URL(`#${Kind.name.toLowerCase()}/${crypto.randomUUID()}`, uri);
    const activity = new Kind({ id, actor: uri, ...said });
    sent.set(id.href, activity);
    await context.sendActivity({ identifier: name }, await find(to), activity, { immediate: true });
    return { activity: id.href };
  };
  return { name, context, loader, uri, find, send };
}

// A request made by hand, with one thing wrong: the digest of other words, a stale date, somebody else's key, a signature over less.
async function raw({ by, url, body, digestOf, date, keyOf, names }) {
  const { pathname, host } = new URL(url);
  const hash = async (text) => Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toString("base64");
  const values = {
    "(request-target)": `post ${pathname}`,
    host,
    date: date ?? new Date().toUTCString(),
    digest: `SHA-256=${await hash(digestOf ?? body)}`,
  };
  const signed = names ?? Object.keys(values);
  const base = signed.map((name) => `${name}: ${values[name]}`).join("\n");
  const [{ privateKey }] = await keysOf(keyOf ?? by.name);
  const made = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", privateKey, new TextEncoder().encode(base));
  const signature = Buffer.from(made).toString("base64");
  const answer = await fetch(url, {
    method: "POST",
    body,
    headers: {
      "Content-Type": "application/activity+json",
      Date: values.date,
      Digest: values.digest,
      Signature: `keyId="${by.uri.href}#main-key",algorithm="rsa-sha256",headers="${signed.join(" ")}",signature="${signature}"`,
    },
  });
  return { status: answer.status, text: await answer.text() };
}

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

const tls = { key: fs.readFileSync(process.env.KEY), cert: fs.readFileSync(process.env.CERT) };
https
  .createServer(tls, async (request, response) => {
    const body = request.method === "POST" ? await read(request) : undefined;
    const asked = new Request(`https://${HOST}${request.url}`, { method: request.method, headers: request.headers, body });
    const answer = await federation.fetch(asked, { contextData: undefined, onNotFound: () => new Response("", { status: 404 }) });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  })
  .listen(Number(PORT), "127.0.0.1");
http
  .createServer(async (request, response) => {
    let found;
    try {
      const { do: act, as: name = "lea", ...said } = JSON.parse(await read(request));
      found = await acts[act]({ by: await person(name), ...said });
    } catch (error) {
      response.statusCode = 500;
      found = { error: String(error), cause: String(error.cause ?? ""), stack: error.stack };
    }
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(found));
  })
  .listen(Number(CONTROL), "127.0.0.1", () => console.log(JSON.stringify({ ready: true })));
