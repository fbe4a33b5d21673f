/** What every command shares: how results and errors reach people and scripts. */
import { UserError } from "../errors.js";

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Ends the process with a clear message: 2 for what the user can mend, 1 for a bug (with its stack). */
export function failWith(error: unknown): void {
  if (error instanceof UserError) {
    process.stderr.write(`error [${error.code}]: ${error.message}\n`);
    process.exitCode = 2;
  } else if (isUserErrorLike(error)) {
    process.stderr.write(`error [${error.code}]: ${error.message}\n`);
    process.exitCode = 2;
  } else {
    process.stderr.write(
      `unexpected error, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 1;
  }
}

/** A UserError that crossed a thread keeps its fields but not its class. */
function isUserErrorLike(error: unknown): error is { code: string; message: string } {
  return error instanceof Error && error.name === "UserError" && "code" in error;
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
