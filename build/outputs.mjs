/** Which files of `dist` the build makes of which source: it removes none whose source is gone, and a deleted test would still run. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";

const folders = ["pipeline", "stages", "test"];

export function removeLeftovers(project) {
  const sources = filesIn(project);
  const expected = new Set(sources.flatMap(outputsOf));
  // A `store-*.ts` writes its tables into a folder beside itself.
  const storing = new Set(sources.filter((file) => /\/store-[^/]*\.ts$/.test(file)).map(dirname));
  for (const file of filesIn(`${project}dist/`)) {
    const isLeft = /\.bin(\.gz)?$/.test(file)
      ? !storing.has(dirname(dirname(file)))
      : /\.([cm]?js|[cm]?ts|map|wasm)$/.test(file) && !expected.has(file);
    if (isLeft) rmSync(`${project}dist/${file}`);
  }
}

export function hasAllOutputs(project) {
  return filesIn(project)
    .flatMap(outputsOf)
    .every((file) => existsSync(`${project}dist/${file}`));
}

function outputsOf(source) {
  if (source.endsWith(".wat")) return [source.replace(/wat$/, "wasm")];
  const [, stem, kind] = source.match(/^(.*)\.([cm]?)ts$/) ?? [];
  if (stem === undefined || stem.endsWith(".d")) return [];
  return [`${stem}.${kind}js`, `${stem}.${kind}js.map`, `${stem}.d.${kind}ts`];
}

function filesIn(root) {
  return folders
    .filter((folder) => existsSync(root + folder))
    .flatMap((folder) => readdirSync(root + folder, { recursive: true }).map((file) => `${folder}/${file}`));
}
