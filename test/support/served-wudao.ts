/**
 * `wudao` of ./wudao.js at a part of its cost, for tests that are not about the process: one process does all commands of a test file,
 * one after another. What a process does beside its command (how it ends, signals, its environment, its memory) needs one of its own.
 */
import { type ChildProcess, fork } from "node:child_process";
import type { Request } from "./command-server.js";
import { endInTime } from "./end-in-time.js";
import { checked, type Finished, mainFile, root, withOneWorker } from "./wudao.js";

let server: ChildProcess | undefined;
let turn: Promise<unknown> = Promise.resolve();

/** The command's result; fails the test with its own words when the exit code is another than expected. */
export function wudao(args: readonly string[], expectedCode = 0): Promise<Finished> {
  const finished = turn.then(() => ask({ main: mainFile, args: withOneWorker(args) }));
  turn = finished.catch(() => undefined);
  return finished.then((each) => checked(each, args, expectedCode));
}

function ask(request: Request): Promise<Finished> {
  server ??= fork(new URL("./command-server.js", import.meta.url), {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const asked = server;
  const end = new Promise<Finished>((resolve, reject) => {
    const ended = (code: number | null): void => {
      server = undefined;
      reject(new Error(`wudao ${request.args.join(" ")} ended the process that ran it with ${code}`));
    };
    asked.ref();
    asked.channel?.ref();
    asked.once("exit", ended);
    asked.once("message", (finished) => {
      asked.off("exit", ended);
      // The test file may end: its server then ends with it.
      asked.unref();
      asked.channel?.unref();
      resolve(finished as Finished);
    });
    asked.send(request);
  });
  return endInTime(asked, `wudao ${request.args.join(" ")}`, end);
}
