/**
 * Runs a command while no other process of this checkout does so: two builds at once replace each other's files while these run.
 *
 *     node build/one-at-a-time.mjs COMMAND
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const lock = `${dist}.building`;
/** Held for the moment in which a lock is removed that was left: of two that saw it, the second would remove the first one's own. */
const removal = `${lock}.removal`;

mkdirSync(dist, { recursive: true });
for (let tries = 0; !isTaken(lock); tries++) {
  if (isLeft() && isTaken(removal)) {
    try {
      if (isLeft()) rmSync(lock);
    } finally {
      rmSync(removal);
    }
  } else {
    if (tries === 5)
      process.stderr.write(
        `waiting for process ${holderOf() ?? "unknown"} to build (if it is no build: rm ${lock}*)\n`,
      );
    await sleep(200);
  }
}
process.on("exit", () => rmSync(lock, { force: true }));
// The command hears them, too, and this process ends with it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
const { status } = spawnSync(process.argv.slice(2).join(" "), { shell: true, stdio: "inherit" });
process.exitCode = status ?? 1;

/** Only one process can create a file. */
function isTaken(file) {
  try {
    writeFileSync(file, `${process.pid}`, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** By a build that was killed. In a container this process may have the number of that one. */
function isLeft() {
  const holder = holderOf();
  return holder === process.pid || (holder !== undefined && !isAlive(holder));
}

/** Undefined where it has just gone, or has not written its number yet. */
function holderOf() {
  try {
    return Number(readFileSync(lock, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== "ESRCH";
  }
}
