/** What people are warned of after a run: the summary, the report and the log say it in these words. */
import type { InputFile } from "../plan/list-inputs.js";
import type { Manifest } from "../run/finish.js";
import type { LedgerTotals } from "../run/ledger.js";
import type { FailureExample } from "../run/observe.js";
import type { Mixture } from "../run/order/mixture.js";
import { grouped, plural } from "./plural.js";
import { printable } from "./printable.js";

/**
 * @param knownAt the stage at which earlier runs knew all that came
 * @param failure one of the failed records
 */
export function warningsOf(
  ledger: LedgerTotals,
  inputs: readonly InputFile[],
  manifest: Manifest,
  knownAt: string | undefined,
  failure: FailureExample | undefined,
): string[] {
  return [
    ...missingRows(ledger, knownAt, manifest.rows),
    ...emptyInputs(inputs),
    ...failureWarnings(ledger.failed, failure),
    ...shortSources(manifest.mixture),
    ...tokensOfNoRow(manifest.facts, manifest.tokens),
  ];
}

function missingRows(
  { records, written }: LedgerTotals,
  knownAt: string | undefined,
  rows: number,
): string[] {
  const warnings: string[] = [];
  if (records === 0) warnings.push("The inputs hold no records.");
  else if (knownAt !== undefined)
    warnings.push(`Nothing is new: earlier runs kept all that came to ${knownAt}.`);
  else if (written === 0) warnings.push("No sample was left: every record was dropped or quarantined.");
  else if (rows === 0)
    warnings.push(
      `The dataset has no row: what is left of ${plural(written, "sample")} does not fill one. Give the run more text, or make rows smaller.`,
    );
  return warnings;
}

/** A file of no bytes holds no records and is no error, but it may be what a download that failed has left. */
function emptyInputs(inputs: readonly InputFile[]): string[] {
  const [first, ...more] = inputs.filter(({ bytes }) => bytes === 0);
  if (first === undefined) return [];
  return [
    `${plural(more.length + 1, "input file")} ${more.length === 0 ? "is" : "are"} empty, such as ${printable(first.file)}: fetch again what should hold records.`,
  ];
}

/** Documents are taken whole, so a source may end slightly above or below its wanted amount. */
const tolerated = 0.95;

function shortSources(mixture: Mixture | undefined): string[] {
  return (mixture?.sources ?? [])
    .filter(({ wanted, available, epochs }) => available * epochs < wanted * tolerated)
    .map(
      ({ source, wanted, got, epochs }) =>
        `The mixture wanted ${grouped(wanted)} ${mixture?.measure} of ${source} and got ${grouped(got)}: no more than ${plural(Math.round(100 * epochs) / 100, "epoch")} of it may be taken. Raise mix.max-epochs, or lower its weight.`,
    );
}

/** What composers call the tokens that they lay in no row. */
const outOfRows = ["left-out-tokens", "cut-tokens", "dropped-tokens"] as const;
/** Share of all tokens from which they are told of: documents longer than a row, and not the rest of the last one. */
const toldShare = 0.05;

/** No stage drops these: without a word, half of a corpus of long documents would be gone from rows of whole ones. */
function tokensOfNoRow(facts: Manifest["facts"], tokens = 0): string[] {
  const lost = outOfRows.reduce((sum, name) => sum + Number(facts[name] ?? 0), 0);
  return lost > toldShare * (lost + tokens)
    ? [`${plural(lost, "token")} went into no row: what a row has no room for is cut or left out.`]
    : [];
}

/** Warns of failed records and shows one of them: when all fail for the same reason, that example tells what to do. */
function failureWarnings(failed: number, example: FailureExample | undefined): string[] {
  if (failed === 0) return [];
  const such =
    example === undefined
      ? "."
      : `, such as ${printable(`${example.origin}: ${example.stage}: ${example.message}`)}`;
  return [`${plural(failed, "record")} failed and ${failed === 1 ? "lies" : "lie"} in quarantine/${such}`];
}
