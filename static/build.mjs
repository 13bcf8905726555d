// Fills static/vendor/ from node_modules and static/css: fonts, one icon sprite, one stylesheet, one script, and two each of the board and the map.
// What pages ask for bears a digest of its bytes in its name (manifest.json says which), so that browsers keep it for a year,
// and lies there packed as well.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompress, constants, gzip } from "node:zlib";
import { promisify } from "node:util";
import { build } from "esbuild";
import iconNames from "./icons.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const packages = join(root, "node_modules");
const vendor = join(here, "vendor");

const SUBSETS = ["latin", "latin-ext", "vietnamese"];
const FONTS = [
  { slug: "be-vietnam-pro", weights: [400, 600] },
  { slug: "playfair-display", weights: [700] },
];
// Later layers win, whatever the specificity inside them.
const LAYERS = [
  ["tokens", ["tokens.css"]],
  ["base", ["base.css"]],
  ["layouts", ["layouts.css"]],
  ["components", "components"],
  ["pages", "pages"],
  ["utilities", ["utilities.css"]],
  ["print", ["print.css"]],
];

// What pages ask for → the name it is served under.
const manifest = {};

await clear();
await mkdir(join(vendor, "fonts"), { recursive: true });
await Promise.all([fonts(), sprite(), script(), board(), map()]);
await stylesheet();
await named();

/** All but what bears a digest and is not a week old: a server that runs on still hands out what it knew when it began. */
async function clear() {
  const week = 7 * 24 * 3600 * 1000;
  for (const entry of await readdir(vendor, { recursive: true, withFileTypes: true }).catch(() => [])) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile()) continue;
    const kept = /\.[0-9a-f]{10}\.\w+(\.br|\.gz)?$/.test(entry.name) && Date.now() - (await stat(file)).mtimeMs < week;
    if (!kept) await rm(file);
  }
}

async function fonts() {
  const faces = [];
  for (const { slug, weights } of FONTS) {
    const folder = join(packages, "@fontsource", slug);
    for (const weight of weights) {
      const css = await readFile(join(folder, `${weight}.css`), "utf8");
      for (const face of css.match(/@font-face\s*{[^}]*}/g)) {
        const [, file, subset] = face.match(new RegExp(`files/(${slug}-([a-z-]+)-${weight}-normal\\.woff2)`));
        if (!SUBSETS.includes(subset)) continue;
        const drawn = await readFile(join(folder, "files", file));
        const name = withDigest(file, drawn);
        manifest[`vendor/fonts/${file}`] = `vendor/fonts/${name}`;
        faces.push(face.replace(/src:[^;]*;/, `src: url("fonts/${name}") format("woff2");`));
        await writeFile(join(vendor, "fonts", name), drawn);
      }
    }
  }
  // Of faces that share a letter the last one is fetched: đ, ă, ơ and ư stand in two subsets, and one is enough.
  faces.sort((one, other) => one.includes("-vietnamese-") - other.includes("-vietnamese-"));
  await writeFile(join(vendor, "fonts.css"), faces.join("\n"));
}

async function sprite() {
  const symbols = await Promise.all(
    iconNames.map(async (name) => {
      const svg = await readFile(join(packages, "lucide-static/icons", `${name}.svg`), "utf8");
      const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
      return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
    }),
  );
  const sheet = `<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide, ISC licence -->${symbols.join("\n")}</svg>\n`;
  await writeFile(join(vendor, "icons.svg"), sheet);
  await refuseUnknownIcons();
}

/** A name missing from the sprite would show as nothing at all, so the build says which template asks for it. */
async function refuseUnknownIcons() {
  const known = new Set(iconNames);
  const templates = join(root, "templates");
  for (const file of await readdir(templates, { recursive: true })) {
    if (!file.endsWith(".html")) continue;
    const text = await readFile(join(templates, file), "utf8");
    for (const [, name] of text.matchAll(/\bicon(?:\(|=)"([a-z0-9-]+)"/g)) {
      if (!known.has(name)) throw new Error(`templates/${file} uses the icon "${name}": add it to static/icons.mjs`);
    }
  }
}

async function script() {
  await build({ entryPoints: [join(here, "js/app.js")], outfile: join(vendor, "app.js"), bundle: true, minify: true, target: "es2020" });
}

/** The board of venues draws with a library of its own size; only its page loads it. */
async function board() {
  const common = { bundle: true, minify: true, legalComments: "linked" };
  await build({ ...common, entryPoints: [join(here, "js/board/board.js")], outfile: join(vendor, "board.js"), target: "es2022" });
  await build({ ...common, entryPoints: [join(here, "css/board/board.css")], outfile: join(vendor, "board.css"), target: ["chrome111", "firefox114", "safari16.4"] });
}

/** So does the map of spaces. */
async function map() {
  const common = { bundle: true, minify: true, legalComments: "linked", loader: { ".png": "dataurl", ".geojson": "json" } };
  await build({ ...common, entryPoints: [join(here, "js/map/map.js")], outfile: join(vendor, "map.js"), target: "es2022" });
  await build({ ...common, entryPoints: [join(here, "css/map/map.css")], outfile: join(vendor, "map.css"), target: ["chrome111", "firefox114", "safari16.4"] });
}

async function stylesheet() {
  const imports = [];
  for (const [layer, source] of LAYERS) {
    for (const file of await filesOf(source)) imports.push(`@import "./css/${file}" layer(${layer});`);
  }
  await build({
    stdin: {
      contents: `@layer ${LAYERS.map(([name]) => name).join(", ")};\n@import "./vendor/fonts.css";\n${imports.join("\n")}`,
      loader: "css",
      resolveDir: here,
    },
    bundle: true,
    minify: true,
    external: ["fonts/*"],
    target: ["chrome111", "firefox114", "safari16.4"],
    outfile: join(vendor, "app.css"),
  });
}

async function filesOf(source) {
  if (Array.isArray(source)) return source;
  const found = await readdir(join(here, "css", source), { recursive: true }).catch(() => []);
  return found.filter((name) => name.endsWith(".css")).sort().map((name) => relative(".", join(source, name)));
}

function withDigest(file, bytes) {
  const ending = extname(file);
  return `${file.slice(0, -ending.length)}.${createHash("sha256").update(bytes).digest("hex").slice(0, 10)}${ending}`;
}

/** Beside each file one that is named by its digest, and that one packed: the server sends what the browser can read. */
async function named() {
  const pack = { br: promisify(brotliCompress), gz: promisify(gzip) };
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  for (const file of (await readdir(vendor)).sort()) {
    if (!/^[\w-]+\.(css|js|svg)$/.test(file) || file === "fonts.css") continue;
    const bytes = await readFile(join(vendor, file));
    const name = withDigest(file, bytes);
    manifest[`vendor/${file}`] = `vendor/${name}`;
    await copyFile(join(vendor, file), join(vendor, name));
    await writeFile(join(vendor, `${name}.br`), await pack.br(bytes, best));
    await writeFile(join(vendor, `${name}.gz`), await pack.gz(bytes, { level: 9 }));
  }
  const sorted = Object.fromEntries(Object.entries(manifest).sort());
  await writeFile(join(vendor, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
}
