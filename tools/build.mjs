/* Bundles for the browser, into build/static/bundle/ (`node tools/build.mjs [--watch]`).

   src/beffroi/**\/assets/index.css         all together, floor by floor (ui first): bundle/app.css
   src/beffroi/**\/assets/index.js          all together, the same way:              bundle/app.js (a module)
   src/beffroi/**\/assets/islands/NAME.css  each by itself:                          bundle/NAME.css
   src/beffroi/**\/assets/islands/NAME.js   each by itself:                          bundle/NAME.js (a module)
   src/beffroi/**\/assets/alone/NAME.js    each in one file that loads nothing, so that its hash says all: bundle/alone/NAME.js

   Other files of assets/ are imported by these: CSS by CSS, scripts by scripts. Packages are imported by name. What is
   loaded with `import()` arrives when it is needed. Fonts and pictures named in CSS are copied to bundle/files/. */

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

/* `import code from "worker:./work.js"` gives the text of a worker, bundled: what it does is under the hash of the one file. */
const workers = {
  name: "workers",
  setup(build) {
    build.onResolve({ filter: /^worker:/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path.slice("worker:".length)), namespace: "worker" }));
    build.onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
      const { outputFiles, metafile } = await esbuild.build({ ...alone, entryPoints: [path], write: false, metafile: true });
      return { contents: outputFiles[0].text, loader: "text", watchFiles: Object.keys(metafile.inputs).map((file) => join(root, file)) };
    });
  },
};

/* A style imported by a script would arrive too late, or twice. */
const stylesApart = {
  name: "styles apart",
  setup(build) {
    build.onResolve({ filter: /\.css$/ }, ({ importer, path }) =>
      /\.m?js$/.test(importer) ? { errors: [{ text: `${path}: import it in a style sheet` }] } : undefined,
    );
  },
};

function entries(kind) {
  const folders = assetFolders().map((folder) => join(folder, "islands")).filter((folder) => existsSync(folder));
  const names = folders.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith(`.${kind}`)).map((name) => [folder, name]));
  const seen = new Set([`app.${kind}`]);
  for (const [, name] of names) {
    if (seen.has(name)) throw new Error(`Two bundles have one name: ${name}`);
    seen.add(name);
  }
  return [
    { in: `beffroi:index.${kind}`, out: "app" },
    ...names.map(([folder, name]) => ({ in: join(folder, name), out: basename(name, `.${kind}`) })),
  ];
}

function scriptsAlone() {
  const folders = assetFolders().map((folder) => join(folder, "alone")).filter((folder) => existsSync(folder));
  return folders.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith(".js")).map((name) => join(folder, name)));
}

const watching = process.argv.includes("--watch");
const target = ["es2022", "chrome105", "firefox104", "safari16"];
const alone = { bundle: true, format: "iife", target, minify: !watching, charset: "ascii", legalComments: "none", absWorkingDir: root };
const builds = ["css", "js"].map((kind) => ({
  entryPoints: entries(kind),
  outdir: out,
  bundle: true,
  splitting: kind === "js",
  format: "esm",
  target,
  minify: !watching,
  legalComments: "eof",
  chunkNames: "chunks/[name]-[hash]",
  assetNames: "files/[name]-[hash]",
  loader: { ".woff2": "file", ".woff": "file", ".png": "file", ".jpg": "file", ".webp": "file", ".svg": "file" },
  logLevel: watching ? "info" : "warning",
  plugins: [together, stylesApart],
}));
builds.push({ ...alone, entryPoints: scriptsAlone(), outdir: join(out, "alone"), logLevel: watching ? "info" : "warning", plugins: [workers, stylesApart] });

if (watching) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  rmSync(out, { recursive: true, force: true });
  try {
    for (const options of builds) await esbuild.build(options);
  } catch {
    process.exit(1); // esbuild has said why
  }
}
