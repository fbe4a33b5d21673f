/** `wudao plan`: what a run would do and cost, without running it. */
import { Command, Option } from "commander";
import { stringify } from "yaml";
import { UserError } from "../../contracts/errors.js";
import type { AnyStage, SourceStage, Split } from "../../contracts/stage.js";
import { kubernetesJobs } from "../../executors/kubernetes.js";
import { calibrate, isRun } from "../../forecast/calibrate.js";
import { forecastText } from "../../forecast/forecast-file.js";
import { readListing } from "../../forecast/read-listing.js";
import { simulate } from "../../forecast/simulate.js";
import { taskBytesOf } from "../../forecast/task-bytes.js";
import { listAhead } from "../../plan/list-ahead.js";
import { usableCores } from "../../plan/machine.js";
import { describeOrders } from "../../plan/orderings.js";
import { makePlan, type Plan } from "../../plan/plan.js";
import { sourceBytes } from "../../plan/source-bytes.js";
import type { Catalogue } from "../../recipe/catalogue.js";
import { readRecipe } from "../../recipe/read-recipe.js";
import type { Recipe } from "../../recipe/recipe.js";
import { stageOf } from "../../recipe/resolve-stages.js";
import { plural } from "../../report/plural.js";
import { printable } from "../../report/printable.js";
import { renderSimulation } from "../../report/render-simulation.js";
import { loadJob } from "../../run/job.js";
import { describePhase, type Phase, phaseName, phasesOf, plannedTasks } from "../../run/phases.js";
import { closePlace, openPlace } from "../../run/place/place.js";
import { preparePlan } from "../../run/prepare-plan.js";
import { publishText } from "../../run/receipts.js";
import { hasLaterStages, openLaterStages } from "../../run/stream/open-later-stages.js";
import { withoutSecrets } from "../../storage/location.js";
import { describeOthers } from "../describe-others.js";
import { onlyWith } from "../idle-options.js";
import { catalogueUrl, loadCatalogue } from "../load.js";
import {
  againstOption,
  indexOption,
  outputOf,
  type RecipeOptions,
  recipeOverrides,
  setOption,
  wholeNumber,
} from "../options.js";
import { formatBytes, print, printJson } from "../output.js";
import { outputFile } from "../output-file.js";

interface PlanOptions extends RecipeOptions {
  readonly workers: string;
  readonly json?: boolean;
  readonly prepare?: boolean;
  readonly executor?: string;
  readonly image: string;
  readonly claim: string;
  readonly mount: string;
  readonly pods: string;
  readonly secret?: string;
  readonly serviceAccount?: string;
  readonly simulate?: string;
  readonly listing?: string;
  readonly calibrate?: readonly string[];
  readonly save?: string;
}

/** Splits that people are shown; --json has all of them. */
const shownSplits = 20;

export function planCommand(): Command {
  const command = new Command("plan");
  onlyWith(
    command,
    ["--calibrate", "--listing", "--save"],
    "--simulate",
    ({ simulate }) => simulate !== undefined,
  );
  onlyWith(
    command,
    ["--image", "--claim", "--mount", "--pods", "--secret", "--service-account"],
    "--executor kubernetes",
    ({ executor }) => executor === "kubernetes",
  );
  return command
    .description("Show splits, phases, memory and temporary disk of a run without running it")
    .argument("<recipe>", "YAML file")
    .option("-i, --input <path...>", "files, folders or globs in place of the recipe's input")
    .option("-o, --output <folder>", "with --prepare: folder of the dataset (default: out/<recipe name>)")
    .option("--prepare", "put the plan into the output folder, so that `wudao task` can work on it anywhere")
    .option("-w, --workers <n>", "worker threads that the memory is told for", String(usableCores()))
    .addOption(setOption())
    .addOption(againstOption())
    .addOption(indexOption())
    .addOption(
      new Option("--executor <name>", "print what another scheduler needs")
        .choices(["kubernetes"])
        .conflicts("json"),
    )
    .option("--image <name>", "Kubernetes: image with this program as `wudao`", "wudao-corpus:latest")
    .option("--claim <name>", "Kubernetes: volume claim with what lies in no store", "wudao-data")
    .option("--mount <path>", "Kubernetes: where it is mounted, here and there", "/data")
    .option("--pods <n>", "Kubernetes: pods of a phase", "8")
    .option("--secret <name>", "Kubernetes: secret with the store's credentials as environment variables")
    .option("--service-account <name>", "Kubernetes: account whose role opens the store instead")
    .addOption(
      new Option(
        "--simulate <workers>",
        "play the run on so many workers, from the costs of a small one",
      ).conflicts(["prepare", "executor"]),
    )
    .option(
      "--calibrate <path...>",
      "with --simulate: a sample of the input, or the folder of a finished run",
    )
    .option("--listing <file>", "with --simulate: lines of path, tab, bytes in place of the input's files")
    .option("--save <file>", "with --simulate: keep the forecast for wudao run --forecast")
    .option("--json", "print the whole plan, or the simulation, as JSON")
    .addHelpText(
      "after",
      `
Examples:
  wudao plan configs/quickstart.yaml
  wudao plan configs/wudaocorpora.yaml --input 'data/*.jsonl.zst' --workers 8
  wudao plan configs/quickstart.yaml --set minhash-dedup.threshold=0.9 --json
  wudao plan configs/wudaocorpora.yaml --simulate 1000 --calibrate sample.jsonl.zst --listing corpus.tsv
  wudao plan /data/mine.yaml --output /data/out --prepare --executor kubernetes --workers 4 | kubectl apply -f -
  wudao plan mine.yaml --input s3://raw/news --output s3://corpora/mine --prepare --executor kubernetes --secret store`,
    )
    .action(async (file: string, options: PlanOptions) => {
      const workers = wholeNumber("--workers", options.workers, 1);
      const catalogue = await loadCatalogue();
      if (options.simulate !== undefined) return simulateRun(file, options.simulate, options, catalogue);
      const recipe = await readRecipe(file, catalogue, recipeOverrides(options));
      const output = outputOf(recipe);
      const listing = listAhead(recipe, catalogue);
      const plan = await makePlan(recipe, catalogue, undefined, listing);
      if (options.prepare === true) await prepare(plan, output, catalogue);
      if (options.executor === "kubernetes") print(renderJobs(plan, output, workers, options));
      else if (options.json === true) printJson(plan);
      else {
        const stages = await stagesOf(recipe, catalogue);
        const source = sourceOf(stages);
        const { others } = await listing;
        const bytes = sourceBytes(recipe, plan.files, source);
        print(renderPlan(plan, workers, others, describeOrders(recipe, plan.orders, stages, bytes)));
      }
    });
}

function stagesOf({ stages, baseDir }: Recipe, catalogue: Catalogue): Promise<AnyStage[]> {
  return Promise.all(stages.map((use) => stageOf(use, catalogue, baseDir)));
}

function sourceOf([source]: readonly AnyStage[]): SourceStage {
  if (source?.kind !== "source") throw new Error("the first stage is no source");
  return source;
}

async function prepare(plan: Plan, output: string, catalogue: Catalogue): Promise<void> {
  const place = await openPlace(output);
  const replaces = preparePlan(plan, place, false);
  await place.stored?.publishPlan(replaces);
  if (hasLaterStages(plan)) await openLaterStages(await loadJob(place.folder, catalogue));
  await closePlace(place, true);
}

async function simulateRun(
  file: string,
  simulated: string,
  options: PlanOptions,
  catalogue: Catalogue,
): Promise<void> {
  const workers = wholeNumber("--simulate", simulated, 1);
  const { calibrate: sample, listing } = options;
  const save = options.save === undefined ? undefined : outputFile(options.save);
  if (sample === undefined)
    throw new UserError(
      "bad-option",
      "--simulate needs --calibrate",
      "Give a sample of the input, or the folder of a finished run",
    );
  const overrides = recipeOverrides(options);
  const recipe = await readRecipe(file, catalogue, overrides);
  const listed =
    listing === undefined
      ? undefined
      : readListing(
          listing,
          recipe.inputs.map(({ name }) => name),
        );
  const plan = await makePlan(recipe, catalogue, listed);
  const sampled = isRun(sample)
    ? recipe
    : await readRecipe(file, catalogue, { ...overrides, input: [...sample] });
  const costs = await calibrate(sampled, sample, catalogue, catalogueUrl);
  const stages = await stagesOf(recipe, catalogue);
  const simulation = simulate(plan, costs, workers, taskBytesOf(plan, stages), recipe.seed);
  if (save !== undefined) publishText(save, forecastText(simulation));
  if (options.json === true) printJson(simulation);
  else print(renderSimulation(simulation));
}

function renderJobs(plan: Plan, output: string, workers: number, options: PlanOptions): string {
  const { image, claim, mount: mountPath, secret, serviceAccount } = options;
  const pods = wholeNumber("--pods", options.pods, 1);
  const jobs = kubernetesJobs(plan, {
    ...{ image, claim, mountPath, output, pods, workers, secret, serviceAccount },
    storeEnvironment: storeEnvironment(),
  });
  return jobs
    .map((job) => stringify(job, { aliasDuplicateObjects: false }))
    .join("---\n")
    .trimEnd();
}

/** What names the store here names it in the pods; keys stay here. */
function storeEnvironment(): Readonly<Record<string, string>> {
  const names = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION"];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      if (value === undefined) return [];
      if (withoutSecrets(value) !== value)
        throw new UserError(
          "bad-option",
          `${name} holds a password, which would stand in the jobs: ${withoutSecrets(value)}`,
          "Give the address alone, and the keys in a --secret",
        );
      return [[name, value]];
    }),
  );
}

function renderPlan(
  plan: Plan,
  workers: number,
  others: readonly string[],
  orders: ReturnType<typeof describeOrders>,
): string {
  const { forecast, files, splits } = plan;
  const stored = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const unpacked =
    forecast.inputBytes === stored ? "" : `, about ${formatBytes(forecast.inputBytes)} unpacked`;
  const memory = forecast.workerMemoryBytes;
  return [
    `plan       ${plan.hash}`,
    `input      ${plural(files.length, "file")}, ${formatBytes(stored)}${unpacked}`,
    ...(others.length === 0 ? [] : [`not read   ${describeOthers(others)}`]),
    `memory     up to about ${formatBytes(memory * workers)}: ${plural(workers, "worker")} of ${formatBytes(memory)}`,
    `temporary  about ${formatBytes(forecast.temporaryDiskBytes)} of disk in the output folder, freed at the end`,
    ...(plan.against.length === 0 ? [] : [describeStored(plan)]),
    ...(forecast.indexBytes === 0
      ? []
      : [`index      about ${formatBytes(forecast.indexBytes)} of disk, for later runs`]),
    "",
    "phases",
    ...phasesOf(plan).map(
      (phase) =>
        `  ${phaseName(phase).padEnd(11)} ${tasksOf(phase, plan).padStart(9)}  ${describePhase(phase, plan)}`,
    ),
    ...orders.flatMap(({ stage, of, lines }) => [
      "",
      `${stage} (${of})`,
      ...lines.map((line) => `  ${line}`),
    ]),
    "",
    `splits (${splits.length})`,
    ...splits
      .slice(0, shownSplits)
      .map((split) => `  ${String(split.index).padStart(5)}  ${describeSplit(split)}`),
    ...(splits.length > shownSplits
      ? [`  ... and ${splits.length - shownSplits} more: --json shows all`]
      : []),
  ].join("\n");
}

function describeStored({ against, stored }: Plan): string {
  const most = Math.max(
    ...Object.values(stored).map((parts) => parts.reduce((sum, { documents }) => sum + documents, 0)),
  );
  return `against    ${plural(against.length, "dataset")}, ${plural(most, "document")}`;
}

function tasksOf(phase: Phase, plan: Plan): string {
  const planned = plannedTasks(phase, plan);
  return planned === undefined ? "by size" : plural(planned, "task");
}

function describeSplit({ input, file, files, pieces, start, end, divisible }: Split): string {
  const others = (files ?? pieces ?? [file]).length - 1;
  const more = others > 0 ? ` and ${plural(others, "more file")}` : "";
  const part = divisible || start > 0 ? ` bytes ${start} to ${end}` : "";
  return `${input}  ${formatBytes(end - start).padStart(10)}  ${printable(file)}${more}${part}`;
}
