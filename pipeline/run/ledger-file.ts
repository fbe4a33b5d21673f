/**
 * `ledger.json`: the totals of a dataset, and the ledger of each split on a line of its own. So it is written and read a split at a time: a
 * corpus of terabytes has more splits than one string holds.
 */
import { join } from "node:path";
import { linesOf } from "../storage/lines.js";
import { readBytes } from "../storage/read-bytes.js";
import type { Ledger, LedgerTotals } from "./ledger.js";
import { publishParts } from "./receipts.js";

export const ledgerFile = "ledger.json";

export interface SplitLedger {
  readonly split: number;
  readonly file: string;
  /** All files of a split that several small ones share. */
  readonly files?: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly stages: Ledger;
}

/** What the file holds, as one value. */
export interface WholeLedger extends LedgerTotals {
  readonly splits: readonly SplitLedger[];
}

const splitsBegin = '"splits": [';
const splitsEnd = "]}";

export function publishLedger(output: string, totals: LedgerTotals, splits: Iterable<SplitLedger>): void {
  publishParts(join(output, ledgerFile), partsOf(totals, splits));
}

function* partsOf(totals: LedgerTotals, splits: Iterable<SplitLedger>): Generator<string> {
  const head = JSON.stringify(totals, null, 1);
  yield `${head.slice(0, -"\n}".length)},\n${splitsBegin}\n`;
  let between = "";
  for (const split of splits) {
    yield between + JSON.stringify(split);
    between = ",\n";
  }
  yield `\n${splitsEnd}\n`;
}

/**
 * Gives the totals, then the splits, unchecked.
 *
 * @throws Error where it cannot be read, or is no JSON
 */
export async function* readLedger(folder: string): AsyncGenerator<unknown> {
  const head: string[] = [];
  let place: "totals" | "splits" | "end" = "totals";
  for await (const bytes of linesOf(readBytes(join(folder, ledgerFile)))) {
    const line = bytes.toString("utf8");
    if (place === "totals" && line === splitsBegin) {
      yield JSON.parse(head.join("\n").replace(/,$/, "}"));
      place = "splits";
    } else if (place === "totals") head.push(line);
    else if (line === splitsEnd) place = "end";
    else if (line !== "") yield JSON.parse(line.replace(/,$/, ""));
  }
  if (place === "splits") throw new Error("it ends before its last split");
  if (place === "end") return;
  // Another program has laid it out anew.
  const { splits, ...totals } = JSON.parse(head.join("\n")) as Partial<WholeLedger>;
  yield totals;
  yield* splits ?? [];
}

/** The totals alone; the splits behind them are not read. */
export async function readTotals(folder: string): Promise<unknown> {
  const parts = readLedger(folder);
  try {
    return (await parts.next()).value;
  } finally {
    await parts.return(undefined);
  }
}
