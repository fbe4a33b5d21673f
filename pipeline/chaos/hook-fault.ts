/** A fault that the user brings: a command that takes something away (a node, a controller, a server) and brings it back. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UserError } from "../contracts/errors.js";
import type { Arena, Ended } from "./arena.js";
import type { Fault } from "./fault.js";

const execute = promisify(execFile);

/** @param hook name=command; the command gets `strike`, and later `mend`, as its last word */
export function hookFault(hook: string): Fault {
  const [, name, command] = /^([\w-]+)=(.+)$/s.exec(hook) ?? [];
  if (name === undefined || command === undefined) {
    throw new UserError(
      "bad-option",
      `"${hook}" is no hook`,
      "Give a name and a command, such as --hook node=./node.sh",
    );
  }
  return {
    name,
    summary: `${command} strike, and mend later`,
    damages: "nothing",
    async strike(arena) {
      const running = arena.resume();
      await arena.wait();
      const ended: Ended[] = [];
      try {
        await call(name, command, "strike", arena);
        // Troubles seldom come alone: every other time the run's own process dies with it.
        if (arena.choose(2) === 0) await arena.strike(running, "SIGKILL");
        else await arena.wait(0.5);
      } finally {
        await call(name, command, "mend", arena);
        const end = await running.end;
        if (end.signal !== "SIGKILL") ended.push(end);
      }
      return ended;
    },
  };
}

async function call(name: string, command: string, word: "strike" | "mend", arena: Arena): Promise<void> {
  const environment = { ...process.env, WUDAO_RUN: arena.output, WUDAO_JOBS: arena.jobs };
  try {
    await execute("sh", ["-c", `${command} ${word}`], { env: environment });
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    throw new UserError("hook-failed", `the hook "${name}" failed to ${word}: ${stderr.trim()}`, command);
  }
}
