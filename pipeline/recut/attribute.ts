/** Which filter is responsible for what: how many documents each removes, alone or together with others, and what it cost. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Catalogue } from "../recipe/catalogue.js";
import { runFolder } from "../run/folders.js";
import { count } from "../run/ledger.js";
import type { Receipt } from "../run/receipts.js";
import { namesIn } from "../storage/names-in.js";
import { openScoredDataset } from "./scored-dataset.js";

export interface Attribution {
  readonly documents: number;
  /** Documents that no filter removes. */
  readonly kept: number;
  readonly filters: readonly FilterShare[];
  /** Documents that two filters both remove, for each pair that has some. */
  readonly overlaps: readonly { readonly filters: readonly [string, string]; readonly documents: number }[];
}

interface FilterShare {
  readonly filter: string;
  readonly removes: number;
  /** `removes` of all documents. */
  readonly share: number;
  /** Documents that only this filter removes: they would stay without it. */
  readonly unique: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** Seconds that the workers of the run spent in it; null when the run's own folder is gone. */
  readonly seconds: number | null;
}

/** Reads the dataset once, one batch at a time; nothing of the corpus that it was made from. */
export async function attribute(
  folder: string,
  settings: readonly string[],
  catalogue: Catalogue,
): Promise<Attribution> {
  const { dataset, steps, verdicts } = await openScoredDataset(folder, settings, catalogue);
  const seconds = secondsOf(folder);
  const filters = steps.map(({ name }) => ({
    filter: name,
    removes: 0,
    unique: 0,
    reasons: {} as Record<string, number>,
    seconds: seconds === undefined ? null : (seconds[name] ?? 0),
  }));
  const pairs = steps.map(() => steps.map(() => 0));
  let kept = 0;
  for await (const row of dataset.readRows(0, dataset.rows)) {
    const limits = verdicts(row);
    const removing = filters.flatMap((filter, index) => {
      const limit = limits[index];
      return limit === undefined ? [] : [{ filter, index, limit }];
    });
    if (removing.length === 0) kept++;
    if (removing.length === 1) removing[0]!.filter.unique++;
    for (const { filter, index, limit } of removing) {
      filter.removes++;
      count(filter.reasons, limit.reason);
      for (const other of removing) if (other.index > index) pairs[index]![other.index]!++;
    }
  }
  return {
    documents: dataset.rows,
    kept,
    filters: filters.map((filter) => ({ ...filter, share: filter.removes / Math.max(1, dataset.rows) })),
    overlaps: pairs.flatMap((row, first) =>
      row.flatMap((documents, second) =>
        documents === 0
          ? []
          : [{ filters: [filters[first]!.filter, filters[second]!.filter] as const, documents }],
      ),
    ),
  };
}

/** Seconds by step, from the receipts of the run. */
function secondsOf(folder: string): Readonly<Record<string, number>> | undefined {
  const receipts = join(runFolder(folder), "receipts");
  const seconds: Record<string, number> = {};
  let found = false;
  for (const phase of namesIn(receipts).filter((name) => name.startsWith("stream-"))) {
    for (const name of namesIn(join(receipts, phase))) {
      const { observations } = JSON.parse(readFileSync(join(receipts, phase, name), "utf8")) as Receipt;
      for (const [step, spent] of Object.entries(observations.seconds)) count(seconds, step, spent);
      found = true;
    }
  }
  return found ? seconds : undefined;
}
