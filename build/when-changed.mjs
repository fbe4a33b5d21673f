/**
 * Runs the command that builds, unless the last complete build read the same and what it wrote lies there as it left it: `npm ci`, `npm start`,
 * each `npm test` and the first `npx wudao` ask for a build. `rm -r dist` has everything built anew.
 *
 *     node build/when-changed.mjs COMMAND
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { hasAllOutputs, removeLeftovers } from "./outputs.mjs";

const project = fileURLToPath(new URL("../", import.meta.url));
const stamp = `${project}dist/.built`;
const compilerState = "dist/.tsbuildinfo";

/** Of the packages, what npm wrote of those that lie there. */
const read = [
  ...["package.json", "package-lock.json", "node_modules/.package-lock.json", "tsconfig.json"],
  ...["build", "configs", "data-samples", "pipeline", "stages", "test"],
];
const written = [compilerState, "dist/bundle", "dist/pipeline", "dist/stages", "dist/test"];

const before = readStamp();
// As it was when the build began: what changes meanwhile is for the next one.
const now = digest(read, (file) => createHash("sha256").update(readFileSync(file)).digest());
const isUntouched = before?.written === digest(written, stateOf);
if (before?.read !== now || !isUntouched) process.exitCode = build();

function build() {
  // The command hears them, too, and this process ends with it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
  // The compiler leaves alone what it once wrote of an unchanged source, whatever became of that.
  if (before !== undefined && !isUntouched) rmSync(project + compilerState, { force: true });
  // Only now: a build that is killed before leaves the next one to see that.
  rmSync(stamp, { force: true });
  removeLeftovers(project);
  let status = run();
  if (status === 0 && !hasAllOutputs(project)) {
    rmSync(project + compilerState, { force: true });
    status = run();
  }
  if (status === 0) writeFileSync(stamp, JSON.stringify({ read: now, written: digest(written, stateOf) }));
  return status;
}

function run() {
  return spawnSync(process.argv.slice(2).join(" "), { shell: true, stdio: "inherit" }).status ?? 1;
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stamp, "utf8"));
  } catch {
    return undefined;
  }
}

/** What V8 compiled of the bundles is for one version of it on one platform. */
function digest(places, contentOf) {
  const hash = createHash("sha256").update(`${process.version} ${process.platform} ${process.arch}`);
  for (const path of places.flatMap(filesIn)) hash.update(`\0${path}\0`).update(contentOf(project + path));
  return hash.digest("hex");
}

/** Pages are for readers only; one of them is written by what was built. */
function filesIn(place) {
  const found = statSync(project + place, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found === undefined ? [] : [place];
  return readdirSync(project + place, { withFileTypes: true })
    .filter(({ name }) => !name.endsWith(".md"))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${place}/${entry.name}`;
      return entry.isDirectory() ? filesIn(path) : path;
    });
}

function stateOf(file) {
  const { size, mtimeMs } = statSync(file);
  return `${size} ${mtimeMs}`;
}
