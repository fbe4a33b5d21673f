/** A command goes on when nobody reads what it tells any more, or its terminal or log is gone: a run may have worked for days. */
import { wantsJsonLog } from "./json-log.js";
import { failWith } from "./output.js";

export function outliveReaders(): void {
  // A reader that has seen enough (`wudao stages | head`) is no error; a full disk under `> file` is.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE")
      failWith(Object.assign(error, { path: "standard output" }), false, wantsJsonLog(process.argv));
    process.exit();
  });
  // What a run has come to stands in its output folder.
  process.stderr.on("error", () => {});
  // Node undoes what `nohup` has set, and would end when the terminal closes.
  if (!process.stderr.isTTY) process.on("SIGHUP", () => {});
}
