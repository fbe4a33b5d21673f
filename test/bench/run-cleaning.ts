/**
 * The cleaning and filtering stages of the WuDaoCorpora recipe over texts in memory with their titles, several times in a process of its own: compiling and
 * collecting count in each pass, opening the stages in the first, reading in none.
 *
 * Arguments: how many passes, files of records. Prints one JSON object.
 */
import { loadCatalogue } from "../../pipeline/cli/load.js";
import { makeSample, type Sample } from "../../pipeline/contracts/sample.js";
import type { FilterFunction, MapFunction } from "../../pipeline/contracts/stage.js";
import { readRecipe } from "../../pipeline/recipe/read-recipe.js";
import { stageOf } from "../../pipeline/recipe/resolve-stages.js";
import { recordsOf } from "../support/records.js";
import { cpuSecondsSince } from "./cpu-seconds.js";

const [passes, ...files] = process.argv.slice(2);
const samples: Sample[] = [];
let bytes = 0;
for (const file of files) {
  for (const { content, title } of recordsOf(file)) {
    samples.push(
      makeSample({
        id: "1",
        source: "bench",
        origin: "bench:1",
        text: content,
        title: typeof title === "string" ? title : undefined,
      }),
    );
    bytes += Buffer.byteLength(content);
  }
}

const catalogue = await loadCatalogue();
const recipe = await readRecipe("configs/wudaocorpora.yaml", catalogue);
let before = process.cpuUsage();
const steps: { readonly name: string; map?: MapFunction; filter?: FilterFunction; seconds: number }[] = [];
const context = { baseDir: recipe.baseDir, seed: 1 };
for (const use of recipe.stages) {
  const stage = await stageOf(use, catalogue, recipe.baseDir);
  // What stands behind deduplication is no cleaning.
  if (stage.kind === "barrier") break;
  const { name } = stage;
  const params = stage.parameters.parse(use.params);
  if (stage.kind === "map") steps.push({ name, map: await stage.open(params, context), seconds: 0 });
  if (stage.kind === "filter") steps.push({ name, filter: await stage.open(params, context), seconds: 0 });
}

/** How many of the samples are kept. */
function cleanAll(): number {
  let kept = 0;
  for (const entering of samples) {
    let sample: Sample | undefined = entering;
    let now = performance.now();
    for (const step of steps) {
      if (step.map !== undefined) {
        const result: Sample | readonly Sample[] = step.map(sample);
        sample = "text" in result ? result : result[0];
      } else if (step.filter?.(sample).reason !== undefined) {
        sample = undefined;
      }
      const then = performance.now();
      step.seconds += (then - now) / 1000;
      now = then;
      if (sample === undefined) break;
    }
    if (sample !== undefined) kept++;
  }
  return kept;
}

let kept = 0;
const cpuSeconds: number[] = [];
for (let pass = 0; pass < Number(passes); pass++) {
  for (const step of steps) step.seconds = 0;
  kept = cleanAll();
  cpuSeconds.push(cpuSecondsSince(before));
  before = process.cpuUsage();
}
process.stdout.write(
  JSON.stringify({
    documents: samples.length,
    kept,
    megabytes: bytes / 1e6,
    cpuSeconds,
    seconds: Object.fromEntries(steps.map(({ name, seconds }) => [name, seconds])),
  }),
);
