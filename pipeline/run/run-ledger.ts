/** The ledger of a run, put together from what its tasks left, and checked. */
import type { Plan } from "../plan/plan.js";
import { checkLedger, type LedgerTotals, totalsOf } from "./ledger.js";
import type { SplitLedger } from "./ledger-file.js";
import type { PhaseSummary } from "./phase-summary.js";
import { expectReceipt } from "./receipts.js";

/** The summaries of a run's phases, by their names. */
export type Phases = ReadonlyMap<string, PhaseSummary>;

/** The ledger of all splits and phases together, checked from the first record to the last row. */
export function runTotals({ segments }: Pick<Plan, "segments">, phases: Phases): LedgerTotals {
  const streams = segments.map((_, segment) => phases.get(`stream-${segment}`));
  const totals = totalsOf(streams.flatMap((phase) => phase?.ledger ?? []));
  checkLedger(totals.stages, "the whole run");
  const documents = streams.at(-1)?.samples ?? 0;
  if (totals.written !== documents)
    throw new Error(`ledger: ${totals.written} samples left the last stage, but ${documents} were stored`);
  return totals;
}

/** The ledger of each split over all phases, checked. */
export function* splitLedgers(
  plan: Pick<Plan, "hash" | "segments" | "splits">,
  output: string,
): Generator<SplitLedger> {
  for (const { index, file, start, end, files: shared, pieces } of plan.splits) {
    const stages = plan.segments.flatMap(
      (_, segment) => expectReceipt(output, plan, `stream-${segment}`, index).ledger,
    );
    checkLedger(stages, `split ${index} (${file})`);
    const files = shared ?? pieces?.map((piece) => piece.file);
    yield { split: index, file, ...(files === undefined ? {} : { files }), start, end, stages };
  }
}
