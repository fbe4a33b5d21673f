/**
 * A process that does one command line after another, each in the program's own main file: what takes longest in a command of a few
 * records is loading its modules, and here that is done once a test file. Started by served-wudao.ts.
 */
import { pathToFileURL } from "node:url";
import type { Finished } from "./wudao.js";

export interface Request {
  readonly main: string;
  readonly args: readonly string[];
}

let commands = 0;
let turn = Promise.resolve();

process.on("message", (request: Request) => {
  // The exit code and the streams belong to the process: one command at a time.
  turn = turn.then(() => answer(request));
});
process.on("disconnect", () => process.exit());
// The main file listens once a command.
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);
process.setMaxListeners(0);

async function answer({ main, args }: Request): Promise<void> {
  const texts = { stdout: "", stderr: "" };
  const restore = (["stdout", "stderr"] as const).map((name) => {
    const stream = process[name];
    const write = stream.write;
    stream.write = (chunk: string | Uint8Array): boolean => {
      texts[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      return true;
    };
    return () => {
      stream.write = write;
    };
  });
  process.argv.splice(1, process.argv.length, main, ...args);
  process.exitCode = undefined;
  // A module is evaluated once; another query is another module, and what it imports is shared.
  await import(`${pathToFileURL(main).href}?${commands++}`);
  for (const undo of restore) undo();
  const finished: Finished = { code: Number(process.exitCode ?? 0), signal: null, ...texts };
  process.exitCode = undefined;
  process.send?.(finished);
}
