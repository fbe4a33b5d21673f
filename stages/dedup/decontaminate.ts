/** Decontamination: documents that hold items of evaluation sets. */
import { resolve } from "node:path";
import { z } from "zod";
import { UserError } from "../../pipeline/contracts/errors.js";
import { defineFilter } from "../../pipeline/contracts/stage.js";
import { type BenchmarkItem, readBenchmark } from "./benchmarks/benchmark-items.js";
import { ContaminationFinder } from "./benchmarks/contamination-finder.js";
import { Folder } from "./fold/fold.js";

const parameters = z.object({
  benchmarks: z
    .array(z.string())
    .default([])
    .describe(
      "Files of evaluation sets, relative to the recipe: JSON Lines, JSON (an array, or nested as SQuAD and CMRC are), or plain text with an item a line, also gzip; the file's name is the benchmark's",
    ),
  fields: z
    .array(z.string())
    .default([])
    .describe(
      "Fields that hold the items, such as question, at any depth of a record; none means every text of the record",
    ),
  "n-gram": z
    .number()
    .int()
    .min(4)
    .max(100)
    .default(13)
    .describe("Code points, after folding, of the pieces that are looked for"),
  threshold: z
    .number()
    .gt(0)
    .max(1)
    .default(0.8)
    .describe("Share of an item's n-grams that a document must hold to be dropped"),
  "min-characters": z
    .number()
    .int()
    .min(4)
    .default(30)
    .describe("Code points, after folding, of the shortest item; shorter ones prove nothing"),
});

type Params = z.output<typeof parameters>;

const reason = "contaminated";

export const decontaminate = defineFilter({
  name: "decontaminate",
  summary:
    "Drops documents that hold items of evaluation sets; the score is the largest share of an item that stands in the document.",
  source:
    "Overlap of n-grams as in GPT-3 (Brown et al. 2020, appendix C; 13-grams) and Llama 3 (Grattafiori et al. 2024, §5.1.4), here of characters on folded text, because Chinese has no words to count; n-grams that more than 16 items share (instructions) tell nothing",
  parameters,
  reasons: { [reason]: "holds an item of an evaluation set" },
  cost: { memoryBytes: 128 * 1024 * 1024 },
  files: (params) => params.benchmarks,
  open(params, { baseDir }) {
    const items = params.benchmarks.flatMap((file) => longItems(resolve(baseDir, file), params));
    const finder = new ContaminationFinder(items, params["n-gram"]);
    return ({ text }, found) => {
      const worst = finder.worst(text);
      if (worst === undefined) return { score: 0, reason: undefined };
      const { score, item } = worst;
      if (score < params.threshold) return { score, reason: undefined };
      found?.(`items of ${item.benchmark}`);
      const spans = finder.spans(text, worst);
      return { score, reason, detail: { benchmark: item.benchmark, item: item.item, spans } };
    };
  },
});

/** @throws UserError `no-items`, since a set of which nothing is looked for would seem to be absent from the corpus */
function longItems(file: string, params: Params): BenchmarkItem[] {
  const least = Math.max(params["min-characters"], params["n-gram"]);
  const folder = new Folder("full");
  const items = readBenchmark(file, params.fields).filter(({ text }) => folder.fold(text) >= least);
  if (items.length > 0) return items;
  throw new UserError(
    "no-items",
    `the evaluation set has no item of ${least} characters or more${params.fields.length > 0 ? ` in the fields ${params.fields.join(", ")}` : ""}`,
    "Lower min-characters of decontaminate, or name other fields",
    { file },
  );
}
