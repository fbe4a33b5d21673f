/** What a vocabulary says about merging. */
import type { MergeList } from "./merge-list.js";
import type { SpellingTable } from "./spelling-table.js";

export interface MergeRules {
  readonly vocabulary: SpellingTable;
  readonly merges: MergeList;
  /** The rank of each merge, not falling; without it the place in the list is the rank. */
  readonly ranks?: Int32Array;
  /** Spellings of what a text consists of before anything is merged: bytes or characters. */
  readonly atoms: readonly string[];
  /** Tokens that stand in a text and are never merged. */
  readonly inert?: readonly number[];
}
