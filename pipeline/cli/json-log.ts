/** `--log-format json`: one object a line on stderr, for programs that collect logs. */
import { Option } from "commander";
import type { Receipt } from "../run/receipts.js";
import type { RunEvents } from "../run/run.js";

export interface Logged {
  readonly logFormat: string;
}

const name = "--log-format";

export function logFormatOption(): Option {
  return new Option(`${name} <format>`, "progress and errors on stderr: text, or json, one object a line")
    .choices(["text", "json"])
    .default("text");
}

/** Whether the words of a command ask for the JSON log; for errors that occur before the options are parsed. */
export function wantsJsonLog(words: readonly string[]): boolean {
  return words.includes(`${name}=json`) || words[words.indexOf(name) + 1] === "json";
}

export function logJson(event: string, fields: Readonly<Record<string, unknown>>): void {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
}

/** Tells what keeps a command waiting, in the log's own form. */
export function tellWaiting(logFormat: string): (message: string) => void {
  return (message) => {
    if (logFormat === "json") logJson("waiting", { message });
    else process.stderr.write(`${new Date().toISOString()} ${message}\n`);
  };
}

export function jsonEvents(): RunEvents {
  let done = 0;
  let tasks = 0;
  return {
    phase(phase, count, alreadyDone) {
      done = alreadyDone;
      tasks = count;
      logJson("phase", { phase, tasks, done });
    },
    task(receipt) {
      logTask(receipt, { done: ++done, tasks });
    },
  };
}

export function logTask(
  { phase, index, seconds, files }: Receipt,
  more: Readonly<Record<string, number>> = {},
): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  logJson("task", { phase, index, seconds, bytes, ...more });
}
