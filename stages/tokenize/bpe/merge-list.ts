/** The merges of a vocabulary as its file lists them, flat: the two spellings of each, one behind the other. */
import { flatten } from "./spelling-table.js";

export interface MergeList {
  readonly count: number;
  readonly units: Uint16Array;
  /**
   * Where the left spelling of each merge begins, then where the last merge ends: `units[starts[i], starts[i + 1])` spells the
   * product of merge `i`.
   */
  readonly starts: Int32Array;
  /** Where the right spelling of each merge begins. */
  readonly seams: Int32Array;
}

/**
 * @param merges two spellings each, in a list or with a space between; not checked
 * @param fail called when one is not a pair
 */
export function mergeList(merges: readonly unknown[], fail: (problem: string) => never): MergeList {
  const pairs = merges.map((merge) => partsOf(merge) ?? fail(`"${String(merge)}" is not a pair`));
  const { units, starts } = flatten(pairs.map(([left, right]) => left + right));
  const seams = Int32Array.from(pairs, ([left], merge) => starts[merge]! + left.length);
  return { count: pairs.length, units, starts, seams };
}

function partsOf(merge: unknown): readonly [string, string] | undefined {
  if (typeof merge !== "string") {
    const [left, right] = Array.isArray(merge) && merge.length === 2 ? (merge as unknown[]) : [];
    return typeof left === "string" && typeof right === "string" && left && right ? [left, right] : undefined;
  }
  const space = merge.indexOf(" ");
  if (space < 1 || space === merge.length - 1 || merge.includes(" ", space + 1)) return undefined;
  return [merge.slice(0, space), merge.slice(space + 1)];
}
