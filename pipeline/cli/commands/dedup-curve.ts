/** `wudao dedup curve`: which share of the pairs of each similarity bands of a signature bring together. */
import { Command } from "commander";
import { UserError } from "../../contracts/errors.js";
import { type RecallCurve, recallCurve, renderCurve } from "../../report/recall-curve.js";
import { loadCatalogue } from "../load.js";
import { numberBetween, wholeNumber } from "../options.js";
import { print, printJson } from "../output.js";

interface CurveOptions {
  readonly threshold: string;
  readonly recall: string;
  readonly permutations: string;
  readonly bands?: string;
  readonly rows?: string;
  readonly json?: boolean;
}

export function dedupCurveCommand(): Command {
  return new Command("curve")
    .description(
      "Print and plot the recall of MinHash bands; without --bands and --rows a threshold picks them",
    )
    .option("--threshold <jaccard>", "similarity from which texts are near-duplicates", "0.8")
    .option("--recall <share>", "share of the pairs right at the threshold that must be found", "0.995")
    .option("--permutations <n>", "entries of a signature", "112")
    .option("--bands <n>", "bands, together with --rows")
    .option("--rows <n>", "entries of a band, together with --bands")
    .option("--json", "print the curve as JSON")
    .addHelpText(
      "after",
      `
Examples:
  wudao dedup curve
  wudao dedup curve --threshold 0.7 --recall 0.99
  wudao dedup curve --bands 14 --rows 8 --json`,
    )
    .action(async (options: CurveOptions) => {
      const curve = await curveOf(options);
      if (options.json === true) printJson(curve);
      else print(renderCurve(curve));
    });
}

async function curveOf(options: CurveOptions): Promise<RecallCurve> {
  const { nearDuplicates } = await loadCatalogue();
  const threshold = numberBetween("--threshold", options.threshold, 0.01, 1);
  const recall = numberBetween("--recall", options.recall, 0.01, 0.99999);
  // As minhash-dedup takes them.
  const permutations = wholeNumber("--permutations", options.permutations, 8, 4096);
  if ((options.bands === undefined) !== (options.rows === undefined)) {
    throw new UserError("bad-option", "--bands and --rows go together", "Give both, or a threshold alone");
  }
  const shape =
    options.bands === undefined || options.rows === undefined
      ? nearDuplicates.chooseBands(permutations, threshold, recall)
      : {
          bands: wholeNumber("--bands", options.bands, 1, 1024),
          rows: wholeNumber("--rows", options.rows, 1, 128),
        };
  return recallCurve(shape, threshold, nearDuplicates.bandRecall);
}
