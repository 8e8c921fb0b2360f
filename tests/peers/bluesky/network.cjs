// A Bluesky network on this machine: directory (PLC), data server (PDS) and, where a database is given, AppView. `./dev peers` starts it.
const net = require("net");
require("dns").setDefaultResultOrder("ipv4first");

// Every listener of this process stays on the loopback interface.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...given) {
  if (/^\d+$/.test(String(given[0]))) {
    return listen.call(this, { port: Number(given[0]), host: "127.0.0.1" }, given.find((one) => typeof one === "function"));
  }
  if (given[0] && typeof given[0] === "object" && "port" in given[0]) given[0].host = "127.0.0.1";
  return listen.apply(this, given);
};

const { TestPlc, TestPds, TestBsky, mockNetworkUtilities } = require("@atproto/dev-env");
const { PLC_PORT, PDS_PORT, APPVIEW_PORT, DB_POSTGRES_URL, REDIS_HOST } = process.env;

async function start() {
  const plc = await TestPlc.create({ port: Number(PLC_PORT) });
  const asked = { port: Number(PDS_PORT), hostname: "localhost", didPlcUrl: plc.url };
  if (!DB_POSTGRES_URL) return [plc, await TestPds.create(asked)];
  const bsky = await TestBsky.create({
    port: Number(APPVIEW_PORT),
    plcUrl: plc.url,
    pdsPort: Number(PDS_PORT),
    repoProvider: `ws://localhost:${PDS_PORT}`,
    dbPostgresUrl: DB_POSTGRES_URL,
    dbPostgresSchema: "appview",
    redisHost: REDIS_HOST,
  });
  const pds = await TestPds.create({ ...asked, bskyAppViewUrl: bsky.url, bskyAppViewDid: bsky.ctx.cfg.serverDid });
  mockNetworkUtilities(pds, bsky);
  return [plc, pds, bsky];
}

start().then(
  ([plc, pds, bsky]) => {
    console.log(JSON.stringify({ ready: true, pds: pds.url, appview: bsky ? bsky.url : "" }));
    process.on("SIGTERM", async () => {
      for (const one of [pds, bsky, plc]) if (one) await one.close();
      process.exit(0);
    });
  },
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
