/**
 * Chooses which units of a part are taken by the last pass over their source, when that pass is partial (0.25 of 2.25 epochs):
 * those whose ids have the lowest hashes, until the part has given its share. The parts' shares of documents add up to the
 * nearest whole number of the source's; shares of tokens are met to within half a document a part.
 *
 * Cost: the part is read once more; about 100 bytes a unit.
 */
import type { SourceShare } from "../../contracts/stage.js";
import { hashOf } from "./order-hash.js";
import type { RunReader } from "./run-reader.js";
import type { UnitPart } from "./units.js";

/** Keeps this draw apart from others of the same seed. */
const choice = 1;

export interface BrokenPass {
  readonly seed: number;
  /** Share of the source that the partial pass takes, in [0, 1). */
  readonly fraction: number;
  readonly measure: SourceShare["fractionOf"];
  /** Units of the source in the parts before this one. */
  readonly ahead: number;
}

/** Units that stay together; they are chosen, or not, by the hash of the first of them. */
interface Group {
  readonly first: number;
  readonly rank: number;
  units: number;
  amount: number;
}

/** The chosen units, by their place in the part; of those that stay together the first. */
export async function chooseUnits(part: UnitPart, pass: BrokenPass, runOf: RunReader): Promise<Set<number>> {
  const { seed, fraction, measure, ahead } = pass;
  const chosen = new Set<number>();
  if (fraction === 0) return chosen;
  const groups = await groupsOf(part, seed, runOf);
  const share =
    measure === "units"
      ? Math.round(fraction * (ahead + part.units)) - Math.round(fraction * ahead)
      : fraction * groups.reduce((sum, { amount }) => sum + amount, 0);
  groups.sort((a, b) => a.rank - b.rank || a.first - b.first);
  let taken = 0;
  for (const group of groups) {
    const more = taken + group[measure];
    // Stop when the share would be missed by more with this group than without it.
    if (more - share > share - taken || taken >= share) break;
    chosen.add(group.first);
    taken = more;
  }
  return chosen;
}

async function groupsOf(part: UnitPart, seed: number, runOf: RunReader): Promise<Group[]> {
  const groups: Group[] = [];
  let last: number | undefined;
  let ordinal = 0;
  for await (const { batch, hashes, amounts } of part.read()) {
    for (let row = 0; row < batch.rows; row++) {
      const run = runOf(batch, row);
      if (run === undefined || run !== last || ordinal === 0)
        groups.push({ first: ordinal, rank: hashOf(seed, choice, hashes[row]!), units: 0, amount: 0 });
      const group = groups[groups.length - 1]!;
      group.units++;
      group.amount += amounts[row]!;
      last = run;
      ordinal++;
    }
  }
  return groups;
}
