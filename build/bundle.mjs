/**
 * Makes `dist/bundle/worker.cjs` of the worker and the catalogue, and `command.cjs` of the command line: a thread then opens one file where it
 * opened 470, a command one where it opened 300. Stages and commands are initialized when they are named.
 *
 * All of `dist` is made by then. A module that asks where it lies is told its place in `dist`, since it finds files beside it. Beside
 * the bundles lie their source maps, for the stacks of errors, and the licences of the packages in them.
 */
import { createHash } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const project = fileURLToPath(new URL("../", import.meta.url));
const dist = `${project}dist/`;
const bundle = `${dist}bundle/`;

// In a checkout `npx wudao` starts the file itself, which the compiler writes without the right to be run.
chmodSync(`${dist}pipeline/cli/main.js`, 0o755);

/**
 * Pure JavaScript: of many small files, or of modules that CommonJS cannot require on every Node. All other packages stay outside, as do
 * those with compiled parts.
 */
const bundledPackages =
  /^(zod|opencc-js|commander|yaml|tinyglobby|fdir|picomatch|hyparquet|hyparquet-compressors|hyparquet-writer|fzstd|hysnappy)(\/|$)/;

const entries = {
  worker: `
    import { catalogue } from "./stages/catalogue.js";
    import { workWith } from "./pipeline/executors/worker.js";
    export default workWith(async () => catalogue);`,
  command: 'export { runCommandLine } from "./pipeline/cli/command-line.js";',
};

rmSync(bundle, { recursive: true, force: true });
const inputs = [];
for (const [name, contents] of Object.entries(entries)) {
  const { metafile } = await build({
    stdin: { contents, resolveDir: dist },
    outfile: `${bundle}${name}.cjs`,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    // Each thread holds the text of its bundle.
    minifyWhitespace: true,
    legalComments: "none",
    sourcemap: "external",
    sourcesContent: false,
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    metafile: true,
    logLevel: "warning",
    plugins: [{ name: "places", setup: keepPlaces }],
  });
  const file = `${bundle}${name}.cjs`;
  const text = withoutImport(readFileSync(file, "latin1"));
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  writeFileSync(file, `${text}//${digest}`);
  inputs.push(...Object.keys(metafile.inputs));
}
writeFileSync(`${bundle}THIRD-PARTY.txt`, licencesOf(inputs));

function keepPlaces({ onLoad, onResolve }) {
  onResolve({ filter: /^[^./]/ }, ({ path }) =>
    bundledPackages.test(path) ? undefined : { path, external: true },
  );
  onLoad({ filter: /\.m?js$/ }, ({ path }) => {
    let source = inAscii(readFileSync(path, "utf8"), path);
    // Packages use it to require others.
    if (!path.startsWith(dist)) return { contents: source.replaceAll("import.meta.url", "bundleUrl") };
    // The command line loads the catalogue by name, so that it depends on no stage; here it is the one in the bundle.
    if (path === `${dist}pipeline/cli/load.js`)
      source = replaced(source, "import(catalogueUrl)", 'import("../../stages/catalogue.js")');
    const place = JSON.stringify(relative(bundle, path));
    return { contents: source.replaceAll("import.meta.url", `new URL(${place}, bundleUrl).href`) };
  });
}

/** Functions of stored code cannot import: who opens the bundle gives `obtain`, which does. As long a word, for the source map. */
function withoutImport(text) {
  const made = text.replaceAll("await import(", "await obtain(");
  if (/\bimport\(/.test(made)) throw new Error("an import() is left that would fail");
  return made;
}

function replaced(source, part, by) {
  if (!source.includes(part)) throw new Error(`"${part}" is not there to be replaced`);
  return source.replace(part, by);
}

/**
 * The same program in ASCII, which V8 keeps in a byte a character. esbuild writes strings so, but not regular expressions.
 */
function inAscii(source, path) {
  if (/\\[^\x00-\x7f]|String\.raw/.test(source))
    throw new Error(`${path}: an escape of a character, or a raw text, is not the same in ASCII`);
  return source.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The licence texts of all packages that the files belong to, as the packages bring them. */
function licencesOf(files) {
  const folders = new Set(files.flatMap((file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${project}${folder}/package.json`, "utf8"));
    const texts = readdirSync(`${project}${folder}`, { recursive: true })
      .filter(
        (file) =>
          /^(licen[cs]e|notice|third[-_]party|licen[cs]es\/)/i.test(file) && /(\.(txt|md)|e)$/i.test(file),
      )
      .sort()
      .map((file) => `${file}\n\n${readFileSync(`${project}${folder}/${file}`, "utf8").trim()}`);
    if (texts.length === 0)
      throw new Error(`${folder} has no licence text: it must not be put into the bundle`);
    return `${name} ${version} (${license})\n${"=".repeat(72)}\n${texts.join(`\n\n${"-".repeat(72)}\n`)}\n`;
  });
  return `The bundles hold parts of these packages, under their own licences.\n\n${parts.join("\n\n")}`;
}
