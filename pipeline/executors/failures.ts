/** Errors that a task's own process could not hand to the run's: one small file each, in the run's folder. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../contracts/errors.js";
import { padded, runFolder } from "../run/folders.js";
import { publishText } from "../run/receipts.js";
import { namesIn } from "../storage/names-in.js";

type Failure = Pick<UserError, "code" | "problem" | "advice" | "place">;

function folderOf(output: string, phase: string): string {
  return join(runFolder(output), "failures", phase);
}

/** Only errors that would come again are stored; a task that crashed is simply tried again. */
export function recordFailure(output: string, phase: string, index: number, error: UserError): void {
  const { code, problem, advice, place } = error;
  const failure: Failure = { code, problem, advice, place };
  publishText(join(folderOf(output, phase), `${padded(index)}.json`), JSON.stringify(failure));
}

export function readFailures(output: string, phase: string): readonly UserError[] {
  const folder = folderOf(output, phase);
  return namesIn(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => {
      const failure = JSON.parse(readFileSync(join(folder, name), "utf8")) as Failure;
      return new UserError(failure.code, failure.problem, failure.advice, failure.place);
    });
}

export function clearFailures(output: string, phase: string): void {
  rmSync(folderOf(output, phase), { recursive: true, force: true });
}
