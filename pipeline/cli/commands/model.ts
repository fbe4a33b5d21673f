/** `wudao model train`: models of the quality filters from the user's own texts. */
import { Command } from "commander";
import { UserError } from "../../contracts/errors.js";
import { listInputs } from "../../plan/list-inputs.js";
import { suggest } from "../../recipe/did-you-mean.js";
import { namedInputs } from "../../recipe/named-inputs.js";
import { plural } from "../../report/plural.js";
import { UnreadableRecords } from "../input-samples.js";
import { loadCatalogue } from "../load.js";
import { wholeNumber } from "../options.js";
import { formatBytes, print, printJson } from "../output.js";
import { outputFile } from "../output-file.js";

/** Tables of them are held in memory. */
const maxEntries = 100_000_000;

interface TrainOptions {
  readonly good: string[];
  readonly bad: string[];
  readonly field?: string;
  readonly output: string;
  readonly order: string;
  readonly entries: string;
  readonly epochs: string;
  readonly json?: boolean;
}

export function modelCommand(): Command {
  return new Command("model")
    .description("Models of the quality filters: train them from texts of your own")
    .addCommand(trainCommand());
}

function trainCommand(): Command {
  return new Command("train")
    .description("Train a model from good texts, and for a classifier from bad ones too")
    .argument("<kind>", "perplexity (for the filter `perplexity`) or classifier (for `quality-score`)")
    .requiredOption(
      "--good <files...>",
      "good texts, as files, folders or globs: JSON Lines, or one document a line; packed ones too",
    )
    .option("--bad <files...>", "bad texts, for a classifier", [])
    .option("--field <name>", "field of JSON Lines that holds the text; otherwise `text` or `content`")
    .requiredOption("--output <file>", "the model's file")
    .option("--order <characters>", "perplexity: characters of the longest n-gram, 2 to 5", "3")
    .option(
      "--entries <number>",
      "perplexity: n-grams of each order in the model; classifier: buckets of n-grams",
      "131072",
    )
    .option("--epochs <number>", "classifier: times that the texts are gone through", "3")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
Examples:
  wudao model train perplexity --good mine.jsonl.zst --output perplexity.bin
  wudao model train classifier --good chosen.jsonl --bad rejected.jsonl --output classifier.bin

In a recipe:
  - perplexity: { model: perplexity.bin, max: 800 }
  - quality-score: { model: classifier.bin, min: 0.4 }`,
    )
    .action(async (kind: string, options: TrainOptions) => {
      const { models } = await loadCatalogue();
      const known = models.kinds.find((each) => each === kind);
      if (known === undefined)
        throw new UserError("bad-option", `there is no model "${kind}"`, suggest(kind, models.kinds));
      const order = wholeNumber("--order", options.order, 2, 5);
      const output = outputFile(options.output);
      const unreadable = new UnreadableRecords();
      const { texts, bytes } = await unreadable.behind(
        models.train({
          kind: known,
          good: await filesOf(options.good, models.endings),
          bad: await filesOf(options.bad, models.endings),
          fields: options.field === undefined ? ["text", "content"] : [options.field],
          output,
          order,
          entries: wholeNumber("--entries", options.entries, 16, maxEntries),
          epochs: wholeNumber("--epochs", options.epochs, 1, 1000),
          onUnreadable: (problem) => unreadable.add(problem),
        }),
      );
      if (options.json === true) printJson({ kind: known, output, texts, bytes, unreadable });
      else {
        print(`${options.output}: ${formatBytes(bytes)} from ${plural(texts, "text")}`);
        if (unreadable.records > 0) print(unreadable.inWords());
      }
    });
}

/** The files of paths in the order in which these are given; a folder is searched for those with one of the endings. */
async function filesOf(paths: readonly string[], endings: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const inputs = namedInputs({ path: [path] }, process.cwd());
    for (const { file } of await listInputs(inputs, endings)) found.push(file);
  }
  return found;
}
