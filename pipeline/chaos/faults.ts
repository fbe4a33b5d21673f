/** The kinds of faults: each strikes a run in its own way and leaves it for `wudao resume` to finish. */
import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import type { Chance } from "../forecast/chance.js";
import { readWhole, storeOf } from "../storage/store-of.js";
import { bringDown, type Fault, killAtRandom } from "./fault.js";
import { slurmFaults } from "./slurm-faults.js";
import type { Spoiling } from "./spoiling-proxy.js";

/** File size that a process under quota may write, in blocks of 512 bytes: some tasks get through, some do not. */
const quotaBlocks = [1, 16, 64, 256, 1024, 4096];

export const faults: readonly Fault[] = [
  {
    name: "kill-run",
    summary: "the run and its workers (with Slurm: the submitter) are killed at a random moment",
    damages: "nothing",
    async strike(arena) {
      await killAtRandom(arena);
      return [];
    },
  },
  {
    name: "kill-again",
    summary: "the run is killed three times, each time after it was resumed",
    damages: "nothing",
    async strike(arena) {
      for (let round = 0; round < 3; round++) await killAtRandom(arena);
      return [];
    },
  },
  {
    name: "terminate",
    summary: "the run is told to end (SIGTERM) at a random moment",
    damages: "nothing",
    async strike(arena) {
      const running = arena.resume();
      await arena.wait();
      await arena.strike(running, "SIGTERM");
      return [];
    },
  },
  {
    name: "duplicate-tasks",
    summary: "a scheduler starts the tasks of the first phase twice at the same time",
    damages: "nothing",
    async strike(arena) {
      const all = `0-${arena.plan.splits.length - 1}`;
      const first = arena.task("stream-0", all);
      const second = arena.task("stream-0", all);
      return [await first.end, await second.end];
    },
  },
  {
    name: "delayed-task",
    summary: "a task hangs, its run is finished by others, then it wakes up and writes its results once more",
    damages: "nothing",
    async strike(arena) {
      const slow = arena.task("stream-0", "0");
      await arena.wait(0.5);
      await arena.strike(slow, "SIGSTOP");
      const others = await arena.resume().end;
      await arena.strike(slow, "SIGCONT");
      const late = await slow.end;
      // What the run reads may be gone by then: the task may fail, in silence for the dataset.
      return late.code === 0 ? [others, late] : [others];
    },
  },
  {
    name: "torn-receipt",
    summary: "a receipt is cut short while the run is down",
    damages: "nothing",
    async strike(arena) {
      await bringDown(arena);
      await alter(arena.pick(await arena.files("receipts")), (bytes) => cutOff(bytes, arena));
      return [];
    },
  },
  {
    name: "cut-spill",
    summary: "a temporary file loses its end while the run is down",
    damages: "nothing",
    async strike(arena) {
      await bringDown(arena);
      await alter(arena.pick(await arena.files("payload")), (bytes) => cutOff(bytes, arena));
      return [];
    },
  },
  {
    name: "flipped-spill",
    summary: "one bit of a temporary file flips while the run is down",
    damages: "spills",
    async strike(arena) {
      await bringDown(arena);
      await alter(arena.pick(await arena.files("payload")), (bytes) => flipped(bytes, arena));
      return [];
    },
  },
  {
    name: "full-disk",
    summary: "the run may write no more than a few blocks a file, as under a quota",
    damages: "nothing",
    async strike(arena) {
      return [await arena.resume(`ulimit -f ${arena.pick(quotaBlocks)}`).end];
    },
  },
  {
    name: "flipped-input",
    summary: "one bit of an input is flipped",
    damages: "inputs",
    needs: "local-inputs",
    damageInput: flipBit,
    strike: () => Promise.resolve([]),
  },
  {
    name: "cut-input",
    summary: "an input has lost its end",
    damages: "inputs",
    needs: "local-inputs",
    damageInput: cut,
    strike: () => Promise.resolve([]),
  },
  {
    name: "shrinking-input",
    summary: "an input loses its end after the run was planned",
    damages: "inputs",
    needs: "local-inputs",
    damageInput: () => {},
    strike(arena) {
      cut(arena.pick(arena.plan.files)?.file, arena);
      return Promise.resolve([]);
    },
  },
  spoiltStore("reset", "the store's connections break before they answer"),
  spoiltStore("slow-down", "the store turns requests away (503 SlowDown)"),
  spoiltStore("cut-body", "the store's answers end in their middle"),
  spoiltStore("lost-answer", "the store does what it is asked, and its answer is lost"),
  spoiltStore("stale-list", "the store's listings lack what was written last"),
  spoiltStore("slow", "the store answers in drops"),
  ...slurmFaults,
];

/** One way in which the answers of a store are spoilt while the run goes on. */
function spoiltStore(spoiling: Spoiling, summary: string): Fault {
  return {
    name: `store-${spoiling}`,
    summary,
    damages: "nothing",
    needs: "store",
    strike: async (arena) => [await arena.resumeThrough(spoiling)],
  };
}

function flipBit(path: string, chance: Chance): void {
  writeFileSync(path, flipped(readFileSync(path), chance));
}

function cut(path: string | undefined, chance: Chance): void {
  if (path !== undefined) truncateSync(path, chance.choose(statSync(path).size));
}

/** Changes a file of the run, wherever it stands. */
async function alter(location: string | undefined, change: (bytes: Buffer) => Buffer): Promise<void> {
  if (location === undefined) return;
  await storeOf(location).write(location, change((await readWhole(location)) ?? Buffer.alloc(0)));
}

function flipped(bytes: Buffer, { choose }: Chance): Buffer {
  if (bytes.length === 0) return bytes;
  const at = choose(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << choose(8));
  return bytes;
}

function cutOff(bytes: Buffer, { choose }: Chance): Buffer {
  return bytes.subarray(0, bytes.length === 0 ? 0 : choose(bytes.length));
}
