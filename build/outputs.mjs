/** Which files of `dist` the compilers make of which source: they remove none whose source is gone, and a deleted test would still run. */
import { existsSync, readdirSync, rmSync } from "node:fs";

const folders = ["pipeline", "stages", "test"];

export function removeLeftovers(project) {
  const expected = new Set(filesIn(project).flatMap(outputsOf));
  for (const file of filesIn(`${project}dist/`))
    if (/\.([cm]?js|[cm]?ts|map|wasm)$/.test(file) && !expected.has(file)) rmSync(`${project}dist/${file}`);
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
