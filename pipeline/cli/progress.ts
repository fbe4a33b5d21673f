/** Progress: on a terminal, one bar for each phase; elsewhere, plain lines. */
import { SingleBar } from "cli-progress";
import type { Plan } from "../plan/plan.js";
import { cutToWidth } from "../report/display-width.js";
import { plural } from "../report/plural.js";
import { describePhase, parsePhase } from "../run/phases.js";
import type { RunEvents } from "../run/run.js";

const lineEveryMs = 10_000;

export function progressEvents(plan: Plan): RunEvents {
  return process.stderr.isTTY ? barEvents(plan) : lineEvents(plan);
}

function barEvents(plan: Plan): RunEvents {
  let bar: SingleBar | undefined;
  let done = 0;
  let total = 0;
  return {
    phase(name, tasks, alreadyDone) {
      bar?.stop();
      const title = describePhase(parsePhase(name), plan);
      bar = new SingleBar({
        format: `{bar} {value}/{total} {title}`,
        stream: process.stderr,
        hideCursor: true,
        barsize: 24,
      });
      done = alreadyDone;
      total = tasks;
      bar.start(tasks, alreadyDone, { title: cutToWidth(title, 60) });
      if (done === total) bar.stop();
    },
    task() {
      bar?.update(++done);
      if (done === total) bar?.stop();
    },
  };
}

function lineEvents(plan: Plan): RunEvents {
  let done = 0;
  let total = 0;
  let phase = "";
  let lastLine = 0;
  const line = (text: string): void => {
    process.stderr.write(`${new Date().toISOString()} ${text}\n`);
    lastLine = Date.now();
  };
  return {
    phase(name, tasks, alreadyDone) {
      phase = name;
      done = alreadyDone;
      total = tasks;
      line(
        `${name}: ${plural(tasks, "task")}${alreadyDone === 0 ? "" : `, ${alreadyDone === tasks ? "all" : alreadyDone} done before`}: ${describePhase(parsePhase(name), plan)}`,
      );
    },
    task() {
      done++;
      if (Date.now() - lastLine > lineEveryMs) line(`${phase}: ${done}/${total}`);
    },
  };
}
