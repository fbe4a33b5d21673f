/**
 * A disk that answers with errors, for `wudao` of ./wudao.js: loaded into the process and its threads before the program.
 *
 * `SICK_DISK` holds rules such as `openSync EROFS /payload/`: the function of node:fs (or `promises.open`), what it ends with, and a part
 * of the paths of which it does; an open file's is known. A fourth word is a file: the disk is well again once that is there; `once`: after
 * one such answer of each thread. Each is told on stderr.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { existsSync, readlinkSync } = fs;
for (const rule of (process.env.SICK_DISK ?? "").split("\n").filter((each) => each !== "")) {
  const [name = "", code = "", part = "", well] = rule.split(" ");
  const inPromises = name.startsWith("promises.");
  const [holder, key] = inPromises ? [fs.promises, name.slice(9)] : [fs, name];
  const answer: unknown = Reflect.get(holder, key);
  if (typeof answer !== "function") throw new Error(`node:fs has no ${name}`);
  let answers = 0;
  const isWell = (): boolean => (well === "once" ? answers > 0 : well !== undefined && existsSync(well));
  const sick = (...args: readonly unknown[]): unknown => {
    const [first] = args;
    const path = typeof first === "number" ? openedAt(first) : String(first);
    if (!path.includes(part) || isWell()) return Reflect.apply(answer, holder, args);
    answers++;
    // The system takes the descriptor back whatever it then says of the disk.
    if (key === "closeSync") Reflect.apply(answer, holder, args);
    fs.writeSync(2, `injected: ${rule}\n`);
    const error = Object.assign(new Error(`${code}: injected, ${name} '${path}'`), {
      code,
      syscall: key.replace("Sync", "").replace("readdir", "scandir"),
      ...(typeof first === "number" ? {} : { path }),
    });
    if (inPromises) return Promise.reject(error);
    throw error;
  };
  Reflect.set(holder, key, sick);
}
syncBuiltinESMExports();

/** Nothing of what is no file, such as a terminal that was closed. */
function openedAt(descriptor: number): string {
  const link = `/proc/self/fd/${descriptor}`;
  return existsSync(link) ? readlinkSync(link) : "";
}

/** The environment in which a command meets such a disk. */
export function sickDisk(...rules: readonly string[]): Readonly<Record<string, string>> {
  return { SICK_DISK: rules.join("\n"), NODE_OPTIONS: `--import=${import.meta.url}` };
}
