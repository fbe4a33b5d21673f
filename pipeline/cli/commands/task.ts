/** `wudao task`: some tasks of a prepared run, as a scheduler starts them on any machine that sees its folder. */
import { existsSync, readFileSync } from "node:fs";
import { Command } from "commander";
import { UserError } from "../../contracts/errors.js";
import { recordFailure } from "../../executors/failures.js";
import { LocalPool } from "../../executors/local.js";
import { openPhase, phaseOf } from "../../executors/phase-gate.js";
import { WorkerThreads } from "../../executors/worker-threads.js";
import { refuseChangedInputs } from "../../plan/changed-inputs.js";
import { plural } from "../../report/plural.js";
import { receiptPath } from "../../run/folders.js";
import { openPlace } from "../../run/place/place.js";
import { readReceipt } from "../../run/receipts.js";
import { isRunFinished } from "../../run/run.js";
import { storedPlan } from "../../run/stored-plan.js";
import { resolveLocation } from "../../storage/location.js";
import { onlyWith } from "../idle-options.js";
import { type Logged, logFormatOption, logTask, tellWaiting } from "../json-log.js";
import { catalogueUrl, loadCatalogue } from "../load.js";
import { wholeNumber } from "../options.js";
import { print } from "../output.js";
import { untilStopped } from "../stop-signals.js";

interface TaskOptions extends Logged {
  readonly phase: string;
  readonly index?: string;
  readonly list?: string;
  readonly line?: string;
  readonly share?: string;
  readonly wait?: boolean;
  readonly workers: string;
}

export function taskCommand(): Command {
  return onlyWith(new Command("task"), ["--line"], "--list", ({ list }) => list !== undefined)
    .description("Run some tasks of a prepared run: what a scheduler starts on its machines")
    .argument("<run>", "output folder of the run, or its plan.json")
    .requiredOption("--phase <name>", "phase, as `wudao plan` names it")
    .option("--index <list>", "numbers of tasks: 3 or 0-9,12")
    .option("--list <file>", "file with one such list a line, in place of --index")
    .option("--line <n>", "which line of the list, from 0", "0")
    .option("--share <i/n>", "every n-th task from the i-th on, for schedulers that fix the number of jobs")
    .option("--wait", "wait for the phases before instead of refusing to start")
    .option("-w, --workers <n>", "worker threads", "1")
    .addOption(logFormatOption())
    .addHelpText(
      "after",
      `
A task that is done already is not done again. The run's own command (wudao run) prepares the phases and finishes the
dataset; tasks may run anywhere, twice or at the same time: the bytes are the same.

Examples:
  wudao task out/mine --phase stream-0 --index 0-99
  wudao task out/mine --phase stream-0 --list tasks.txt --line "$SLURM_ARRAY_TASK_ID"
  wudao task out/mine --phase write --share "$JOB_COMPLETION_INDEX/8" --wait`,
    )
    .action(async (run: string, options: TaskOptions) => {
      await untilStopped((signal) => runTasks(run, options, signal));
    });
}

async function runTasks(run: string, options: TaskOptions, signal: AbortSignal): Promise<void> {
  const place = await openPlace(resolveLocation(process.cwd(), run));
  const { output, plan } = storedPlan(place.folder);
  const { stored } = place;
  const { phase } = options;
  phaseOf(phase, plan);
  if (isRunFinished(plan, place)) {
    // A scheduler may start a task late. The finished run has removed its temporary files, so there is nothing to do.
    print(`${phase}: the run is finished`);
    return;
  }
  const catalogue = await loadCatalogue();
  const gate = {
    ...{ plan, output, catalogue, wait: options.wait === true, signal },
    refresh: stored?.refresh,
    waits: tellWaiting(options.logFormat),
  };
  const indexes = wantedTasks(options, await openPhase(phase, gate)).filter(
    (index) => readReceipt(receiptPath(output, phase, index), plan.hash, place.sizeOf) === undefined,
  );
  const pool = new LocalPool({
    threads: new WorkerThreads(
      Math.min(wholeNumber("--workers", options.workers, 1), Math.max(indexes.length, 1)),
      catalogueUrl,
    ),
    ...{ output, plan, signal, stored },
  });
  try {
    if (phase === "stream-0") refuseChangedInputs(plan, indexes);
    const inJson = options.logFormat === "json";
    await pool.runPhase(phase, indexes, inJson ? (receipt) => logTask(receipt) : () => {});
    print(`${phase}: ${plural(indexes.length, "task")} done`);
  } catch (error) {
    if (error instanceof UserError && stored === undefined && !signal.aborted)
      recordFailure(output, phase, indexes[0] ?? 0, error);
    throw error;
  } finally {
    await pool.close();
  }
}

/** @throws UserError unless exactly one of --index, --list and --share is given and names tasks that there are */
function wantedTasks(
  { phase, index, list, line = "0", share }: TaskOptions,
  tasks: number,
): readonly number[] {
  if ([index, list, share].filter((each) => each !== undefined).length !== 1)
    throw new UserError("bad-option", "one of --index, --list and --share is needed");
  if (share !== undefined) return shareOf(share, tasks);
  const ranges = rangesOf(list === undefined ? (index ?? "") : lineOf(list, wholeNumber("--line", line)));
  // Before they are counted out: of a mistyped range there may be more numbers than memory holds.
  for (const [, last] of ranges)
    if (last >= tasks)
      throw new UserError("bad-option", `${phase} has no task ${last}`, `Its tasks are 0 to ${tasks - 1}`);
  return ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at));
}

function lineOf(list: string, number: number): string {
  if (!existsSync(list))
    throw new UserError("no-file", "there is no such file", "Check --list", { file: list });
  const lines = readFileSync(list, "utf8").trimEnd().split("\n");
  const line = lines[number];
  if (line === undefined)
    throw new UserError(
      "bad-option",
      `--line ${number}: the list has no such line`,
      `Its lines are 0 to ${lines.length - 1}`,
      { file: list },
    );
  return line;
}

/** `1/3` of 7 tasks -> 1 4. */
function shareOf(share: string, tasks: number): number[] {
  const [, at, of] = /^(\d+)\/(\d+)$/.exec(share) ?? [];
  if (at === undefined || of === undefined || Number(at) >= Number(of))
    throw new UserError("bad-option", `"${share}" is no share such as 0/4, the first of four`);
  return Array.from({ length: tasks }, (_, task) => task).filter((task) => task % Number(of) === Number(at));
}

/** `0-3,7` -> 0 to 3, 7 to 7. */
function rangesOf(text: string): (readonly [first: number, last: number])[] {
  return text.split(",").map((part) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    if (first === undefined || last === undefined || Number(last) < Number(first))
      throw new UserError("bad-option", `"${part}" is neither a task's number nor a range such as 0-9`);
    return [Number(first), Number(last)];
  });
}
