/**
 * Strikes a run again and again and proves that nothing is lost, doubled or silently different.
 *
 * The recipe runs once undisturbed. Then, for each fault: a fresh folder, the fault, and the same run resumed to its end. It
 * must end with the bytes of the undisturbed run; where the fault damaged what is read, it may also stop with a clear
 * error, or, for a damaged input, end with a dataset that `wudao verify` finds good.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../contracts/errors.js";
import { allButShards, viewDataset } from "../dataset/dataset-view.js";
import { verifyDataset } from "../dataset/verify-dataset.js";
import { chanceFrom } from "../forecast/chance.js";
import type { Plan } from "../plan/plan.js";
import { emptyExitCode } from "../run/empty-exit-code.js";
import { isRemote } from "../storage/location.js";
import { Arena, checksums, type Ended, storeEndpoint } from "./arena.js";
import type { Fault } from "./fault.js";
import { faults } from "./faults.js";
import { hookFault } from "./hook-fault.js";
import { withOwnInputs } from "./own-inputs.js";

export interface ChaosOptions {
  readonly plan: Plan;
  /** Folder for all that happens; emptied of each fault that ended well. */
  readonly folder: string;
  readonly rounds: number;
  readonly seed: number;
  /** Kinds of faults; all when empty. */
  readonly kinds: readonly string[];
  /** The command line's own file. */
  readonly main: string;
  /** Location under which the outputs stand; undefined: in `folder`. */
  readonly store?: string | undefined;
  /** Options of `wudao resume` that bring the tasks to a Slurm cluster; undefined: they run here. */
  readonly slurm?: readonly string[] | undefined;
  /** Faults of the user's own: name=command. */
  readonly hooks: readonly string[];
}

export interface FaultResult {
  readonly round: number;
  readonly fault: string;
  readonly outcome: "identical" | "clear-error" | "accounted" | "violation";
  /** The clear error, or what is wrong. */
  readonly detail: string;
}

/** @throws UserError when the undisturbed run itself fails, or a kind is not known */
export async function chaos(
  options: ChaosOptions,
  told: (result: FaultResult) => void,
): Promise<readonly FaultResult[]> {
  const { folder, main, plan, store, slurm } = options;
  const kinds = chosenFaults(options);
  const ground = { main, store, slurm };
  const calm = await Arena.open(join(folder, "undisturbed"), plan, ground, 0, chanceFrom(0));
  const began = performance.now();
  const ended = await calm.resume().end;
  if (!hasEnded(ended))
    throw new UserError("no-calm-run", `the run fails without any fault: ${ended.stderr.trim()}`);
  const usualMs = performance.now() - began;
  const wanted = await checksums(calm.output);
  const results: FaultResult[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const fault = kinds[round % kinds.length] as Fault;
    const chance = chanceFrom(options.seed * 1_000_003 + round);
    const place = join(folder, `round-${round}`);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    const own =
      fault.damageInput === undefined
        ? plan
        : withOwnInputs(plan, join(place, "in"), chance, fault.damageInput.bind(fault));
    const arena = await Arena.open(place, own, ground, usualMs, chance);
    const result = { round, fault: fault.name, ...(await judge(fault, arena, wanted)) };
    results.push(result);
    told(result);
    if (result.outcome === "violation") continue;
    rmSync(place, { recursive: true, force: true });
    await arena.clear();
  }
  await calm.clear();
  return results;
}

type Judgement = Pick<FaultResult, "outcome" | "detail">;

async function judge(fault: Fault, arena: Arena, wanted: ReadonlyMap<string, string>): Promise<Judgement> {
  for (const struck of await fault.strike(arena)) {
    const unclear = unclearEnd(struck);
    if (unclear !== undefined) return { outcome: "violation", detail: unclear };
  }
  const end = await arena.resume().end;
  if (!hasEnded(end)) {
    const unclear = unclearEnd(end);
    if (unclear !== undefined) return { outcome: "violation", detail: unclear };
    const outcome = fault.damages === "nothing" ? "violation" : "clear-error";
    return { outcome, detail: end.stderr.trim() };
  }
  const difference = firstDifference(wanted, await checksums(arena.output));
  if (difference === undefined) return { outcome: "identical", detail: "" };
  if (fault.damages !== "inputs") return { outcome: "violation", detail: difference };
  const { ok, problems } = await viewDataset(arena.output, allButShards, (view) =>
    verifyDataset(view.folder, view),
  );
  const [problem] = problems;
  return ok
    ? { outcome: "accounted", detail: "" }
    : { outcome: "violation", detail: `${problem?.file}: ${problem?.problem}` };
}

/**
 * Whether the run reached its end. Where faults have damaged all inputs, the dataset may be empty; its ledger then accounts for
 * all records.
 */
function hasEnded({ code }: Ended): boolean {
  return code === 0 || code === emptyExitCode;
}

/** What is wrong with the way a process ended; undefined when it ended well or with an error that a user can act on. */
function unclearEnd(ended: Ended): string | undefined {
  const { code, signal, stderr } = ended;
  if (hasEnded(ended) || /^error \[[\w-]+\]: /m.test(stderr)) return undefined;
  return `ended with ${code ?? signal} and no clear error: ${stderr.trim().slice(0, 500)}`;
}

function firstDifference(
  wanted: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): string | undefined {
  for (const [name, sum] of wanted) if (found.get(name) !== sum) return `${name} differs or is missing`;
  for (const name of found.keys()) if (!wanted.has(name)) return `${name} should not be there`;
  return undefined;
}

function chosenFaults({ kinds, hooks, plan, store, slurm }: ChaosOptions): readonly Fault[] {
  const own = hooks.map(hookFault);
  const all = [...faults, ...own];
  const lacks = ({ needs }: Fault): string | undefined => {
    if (needs === "store" && (store === undefined || storeEndpoint() === undefined))
      return "It needs --store and a store at an AWS_ENDPOINT_URL with http:";
    if (needs === "slurm" && slurm === undefined) return "It needs --executor slurm";
    if (needs === "local-inputs" && plan.files.some(({ file }) => isRemote(file)))
      return "It needs inputs on a disk";
    return undefined;
  };
  if (kinds.length === 0) return all.filter((fault) => lacks(fault) === undefined);
  return kinds.map((name) => {
    const fault = all.find((candidate) => candidate.name === name);
    if (fault === undefined) {
      throw new UserError(
        "bad-option",
        `there is no fault "${name}"`,
        `Known: ${all.map((each) => each.name).join(", ")}`,
      );
    }
    const lacking = lacks(fault);
    if (lacking !== undefined)
      throw new UserError("bad-option", `the fault "${name}" has nothing to strike here`, lacking);
    return fault;
  });
}
