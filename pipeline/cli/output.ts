/** What every command shares: how results and errors reach people and scripts. */
import { CommanderError } from "commander";
import { UserError } from "../contracts/errors.js";
import { printable } from "../report/printable.js";
import { tellDiskTrouble } from "../run/place/disk-trouble.js";
import { exitCodeOf, exitCodes } from "./exit-codes.js";
import { logJson } from "./json-log.js";
import { tellMemoryTrouble } from "./memory-trouble.js";
import { nameSources } from "./source-frames.js";

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/**
 * Sets the exit code and says what went wrong: on stderr in words, or in the log's own form, and with --json as an object on
 * stdout.
 */
export function failWith(thrown: unknown, json: boolean, jsonLog: boolean): void {
  const error = tellMemoryTrouble(
    tellDiskTrouble(thrown, undefined, "or name another file or folder; then run it again"),
  );
  if (error instanceof CommanderError) {
    // Commander has already written its message, the help or the version.
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (json && error.exitCode !== 0) printJson({ error: { code: "usage", message: error.message } });
    return;
  }
  if (error instanceof UserError) {
    const { code, message, place } = error;
    if (jsonLog) logJson("failed", { code, message, ...place });
    else process.stderr.write(`error [${code}]: ${printableLines(message)}\n`);
    process.exitCode = exitCodeOf(error);
    if (json) printJson({ error: { code, message, ...place } });
    return;
  }
  const words = error instanceof Error ? nameSources(error.stack ?? error.message) : String(error);
  if (jsonLog) logJson("failed", { code: "unexpected", message: words });
  else process.stderr.write(`unexpected error, please report it: ${words}\n`);
  process.exitCode = exitCodes.failed;
  if (json) printJson({ error: { code: "unexpected", message: words } });
}

/** Messages hold names of files, which may hold what a terminal obeys. */
function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
