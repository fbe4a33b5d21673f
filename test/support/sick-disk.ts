/**
 * A disk that answers with errors, for `wudao` of ./wudao.js: loaded into the process and its threads before the program.
 *
 * `SICK_DISK` holds rules such as `openSync EROFS /payload/`: the function of node:fs, what it ends with, and a part of the paths of which
 * it does. A fourth word is a file: the disk is well again once that is there. Each such answer is told on stderr.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { existsSync } = fs;
for (const rule of (process.env.SICK_DISK ?? "").split("\n").filter((each) => each !== "")) {
  const [name = "", code = "", part = "", well] = rule.split(" ");
  const answer: unknown = Reflect.get(fs, name);
  if (typeof answer !== "function") throw new Error(`node:fs has no ${name}`);
  const sick = (...args: readonly unknown[]): unknown => {
    const path = String(args[0]);
    if (!path.includes(part) || (well !== undefined && existsSync(well)))
      return Reflect.apply(answer, fs, args);
    fs.writeSync(2, `injected: ${rule}\n`);
    throw Object.assign(new Error(`${code}: injected, ${name} '${path}'`), {
      code,
      path,
      syscall: name.replace("Sync", "").replace("readdir", "scandir"),
    });
  };
  Reflect.set(fs, name, sick);
}
syncBuiltinESMExports();

/** The environment in which a command meets such a disk. */
export function sickDisk(...rules: readonly string[]): Readonly<Record<string, string>> {
  return { SICK_DISK: rules.join("\n"), NODE_OPTIONS: `--import=${import.meta.url}` };
}
