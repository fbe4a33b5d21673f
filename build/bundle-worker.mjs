/**
 * Makes `dist/bundle/worker.cjs` of the worker and the catalogue: a thread then opens one file where it opened 470. Stages are initialized
 * when a recipe names them.
 *
 * All of `dist` is made by then. A module that asks where it lies is told its place in `dist`, since it finds files beside it. Beside
 * the bundle lie its source map, for the stacks of errors, and the licences of the packages in it.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const project = fileURLToPath(new URL("../", import.meta.url));
const dist = `${project}dist/`;
const bundle = `${dist}bundle/`;

/**
 * Pure JavaScript: of many small files, or of modules that CommonJS cannot require on every Node. All other packages stay outside, as do
 * those with compiled parts.
 */
const bundledPackages =
  /^(zod|opencc-js|hyparquet|hyparquet-compressors|hyparquet-writer|fzstd|hysnappy)(\/|$)/;

rmSync(bundle, { recursive: true, force: true });
const { metafile } = await build({
  stdin: {
    contents: `
      import { catalogue } from "./stages/catalogue.js";
      import { workWith } from "./pipeline/executors/worker.js";
      export default workWith(async () => catalogue);`,
    resolveDir: dist,
  },
  outfile: `${bundle}worker.cjs`,
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  // Each thread holds the text of the bundle.
  minifyWhitespace: true,
  legalComments: "none",
  sourcemap: "external",
  sourcesContent: false,
  banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  metafile: true,
  logLevel: "warning",
  plugins: [
    {
      name: "places",
      setup({ onLoad, onResolve }) {
        onResolve({ filter: /^[^./]/ }, ({ path }) =>
          bundledPackages.test(path) ? undefined : { path, external: true },
        );
        onLoad({ filter: /\.m?js$/ }, ({ path }) => {
          const source = inAscii(readFileSync(path, "utf8"), path);
          if (!path.startsWith(dist)) return { contents: source };
          const place = JSON.stringify(relative(bundle, path));
          return { contents: source.replaceAll("import.meta.url", `new URL(${place}, bundleUrl).href`) };
        });
      },
    },
  ],
});
writeFileSync(`${bundle}THIRD-PARTY.txt`, licencesOf(Object.keys(metafile.inputs)));

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
  return `worker.cjs holds parts of these packages, under their own licences.\n\n${parts.join("\n\n")}`;
}
