/* Bundles for the browser, into build/static/bundle/ (`node tools/build.mjs [--watch]`).

   src/beffroi/**\/assets/index.css        all together, floor by floor (ui first): bundle/app.css
   src/beffroi/**\/assets/index.js         all together, the same way:              bundle/app.js (a module)
   src/beffroi/**\/assets/islands/NAME.js  each by itself:                          bundle/NAME.js (and NAME.css if it imports CSS)
   src/beffroi/**\/assets/islands/NAME.css each by itself:                          bundle/NAME.css

   Other files of assets/ are imported by these. Packages are imported by name; what an island loads with `import()`
   becomes a chunk that arrives when it is needed. Fonts and pictures named in CSS are copied to bundle/files/. */

import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = join(fileURLToPath(import.meta.url), "..", "..");
const sources = join(root, "src", "beffroi");
const out = join(root, "build", "static", "bundle");
const floors = ["kernel", "ui", "ground", "commons", "channels", "outreach", "participation", "crossings", "sites"];

function assetFolders() {
  const found = readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name === "assets")
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const floor = (folder) => floors.indexOf(relative(sources, folder).split(sep)[0]);
  return found.sort((a, b) => floor(a) - floor(b) || a.localeCompare(b));
}

/* "beffroi:index.css" is a module that imports every assets/index.css. */
const together = {
  name: "together",
  setup(build) {
    build.onResolve({ filter: /^beffroi:/ }, ({ path }) => ({ path: path.slice("beffroi:".length), namespace: "together" }));
    build.onLoad({ filter: /.*/, namespace: "together" }, ({ path }) => {
      const folders = assetFolders();
      const parts = folders.map((folder) => join(folder, path)).filter((file) => existsSync(file));
      const css = path.endsWith(".css");
      const line = (file) => (css ? `@import ${JSON.stringify(file)};` : `import ${JSON.stringify(file)};`);
      return { contents: parts.map(line).join("\n"), loader: css ? "css" : "js", resolveDir: root, watchDirs: folders };
    });
  },
};

function islands() {
  const folders = assetFolders().map((folder) => join(folder, "islands")).filter((folder) => existsSync(folder));
  const files = folders.flatMap((folder) => readdirSync(folder).filter((name) => /\.(js|css)$/.test(name)).map((name) => join(folder, name)));
  const names = files.map((file) => basename(file));
  const twice = names.filter((name, index) => names.indexOf(name) !== index || /^app\./.test(name));
  if (twice.length) throw new Error(`Two islands have one name: ${twice.join(", ")}`);
  return files.map((file) => ({ in: file, out: basename(file).replace(/\.(js|css)$/, "") }));
}

const watching = process.argv.includes("--watch");
const options = {
  entryPoints: [{ in: "beffroi:index.css", out: "app" }, { in: "beffroi:index.js", out: "app" }, ...islands()],
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome105", "firefox104", "safari16"],
  minify: !watching,
  legalComments: "eof",
  chunkNames: "chunks/[name]-[hash]",
  assetNames: "files/[name]-[hash]",
  loader: { ".woff2": "file", ".woff": "file", ".png": "file", ".jpg": "file", ".webp": "file", ".svg": "file" },
  logLevel: watching ? "info" : "warning",
  plugins: [together],
};

if (watching) {
  await (await esbuild.context(options)).watch();
} else {
  rmSync(out, { recursive: true, force: true });
  await esbuild.build(options);
}
