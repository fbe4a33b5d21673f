/** `wudao chaos`: proves on the user's own recipe and data that faults cost time and nothing else. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { chaos, type FaultResult } from "../../chaos/chaos.js";
import { faults } from "../../chaos/faults.js";
import { makePlan } from "../../plan/plan.js";
import { readRecipe } from "../../recipe/read-recipe.js";
import { plural } from "../../report/plural.js";
import { resolveLocation } from "../../storage/location.js";
import { exitCodes } from "../exit-codes.js";
import { loadCatalogue } from "../load.js";
import { type RecipeOptions, recipeOverrides, setOption, wholeNumber } from "../options.js";
import { print, printJson } from "../output.js";
import { addSlurmOptions, type SlurmOptions, slurmChoice } from "../slurm-options.js";

interface ChaosCommandOptions extends RecipeOptions, SlurmOptions {
  readonly hook: readonly string[];
  readonly faults: string;
  readonly seed: string;
  readonly kind: readonly string[];
  readonly folder?: string;
  readonly store?: string;
  readonly json?: boolean;
}

export function chaosCommand(): Command {
  return addSlurmOptions(new Command("chaos"))
    .description("Strike a recipe's run with faults again and again; prove that nothing is lost or differs")
    .argument("<recipe>", "YAML file")
    .option("-i, --input <path...>", "a sample of the data, in place of the recipe's input")
    .addOption(setOption())
    .option("-n, --faults <n>", "faults, each in a run of its own", String(2 * faults.length))
    .option("--kind <name...>", "kinds of faults (default: all, in turn)", [])
    .option("--seed <n>", "another seed places the faults elsewhere", "0")
    .option("--folder <path>", "where the runs stand (default: a temporary folder)")
    .option("--store <location>", "where the outputs stand instead, such as s3://bucket/chaos")
    .option(
      "--hook <name=command...>",
      "a fault of your own: the command is called with strike, later mend",
      [],
    )
    .option("--json", "print the results as JSON")
    .addHelpText(
      "after",
      `
Each fault strikes a run of its own, which is then resumed. It must end with the bytes of an undisturbed run; after damage to
what it reads it may also stop with a clear error. Give a sample that runs for some seconds: every fault repeats it.

Faults of a store need --store and a server at an AWS_ENDPOINT_URL with http:. With --executor slurm the runs are jobs of a cluster
whose nodes see --folder. Only jobs of the struck runs are cancelled, killed, requeued or held; no node and no daemon is touched,
except by a --hook of yours: its command gets the run's folder as WUDAO_RUN and the beginning of its jobs' names as WUDAO_JOBS.

Faults:
${faults.map(({ name, summary }) => `  ${name.padEnd(16)} ${summary}`).join("\n")}

Examples:
  wudao chaos configs/quickstart.yaml
  wudao chaos mine.yaml --input sample.jsonl --faults 200
  AWS_ENDPOINT_URL=http://127.0.0.1:7070 wudao chaos mine.yaml --store s3://bucket/chaos
  wudao chaos mine.yaml --executor slurm --sbatch=--partition=test --folder /shared/chaos --hook node=./node.sh
  wudao chaos mine.yaml --kind kill-run full-disk --json

Exit codes: ${exitCodes.done} all is good, ${exitCodes.unverified} a fault lost, doubled or changed something: its folder is kept.`,
    )
    .action(async (file: string, options: ChaosCommandOptions) => {
      const catalogue = await loadCatalogue();
      const plan = await makePlan(await readRecipe(file, catalogue, recipeOverrides(options)), catalogue);
      const folder = options.folder ?? mkdtempSync(join(tmpdir(), "wudao-chaos-"));
      const json = options.json === true;
      const results = await chaos(
        {
          plan,
          folder,
          rounds: wholeNumber("--faults", options.faults, 1),
          seed: wholeNumber("--seed", options.seed),
          kinds: options.kind,
          hooks: options.hook,
          slurm: slurmWords(options),
          store: options.store === undefined ? undefined : resolveLocation(process.cwd(), options.store),
          main: fileURLToPath(new URL("../main.js", import.meta.url)),
        },
        (result) => {
          if (!json) print(renderResult(result));
        },
      );
      const violations = results.filter(({ outcome }) => outcome === "violation").length;
      if (json) printJson({ faults: results.length, violations, folder, results });
      else print(renderTotals(results, violations, folder));
      if (violations > 0) process.exitCode = exitCodes.unverified;
      else if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    });
}

/** The Slurm options as words for `wudao resume`; undefined when tasks run on this machine. */
function slurmWords(options: SlurmOptions): readonly string[] | undefined {
  const slurm = slurmChoice(options);
  if (slurm === undefined) return undefined;
  const { maxRunning, tasksPerElement, sbatch } = slurm;
  return [
    ...["--executor", "slurm", "--tasks-per-job", String(tasksPerElement)],
    ...(maxRunning === undefined ? [] : ["--max-running", String(maxRunning)]),
    ...sbatch.map((option) => `--sbatch=${option}`),
  ];
}

function renderResult({ round, fault, outcome, detail }: FaultResult): string {
  return `${String(round).padStart(4)}  ${fault.padEnd(16)} ${outcome}${detail === "" ? "" : `: ${detail.split("\n")[0]}`}`;
}

function renderTotals(results: readonly FaultResult[], violations: number, folder: string): string {
  const kinds = new Set(results.map(({ fault }) => fault)).size;
  const count = (outcome: FaultResult["outcome"]): number =>
    results.filter((result) => result.outcome === outcome).length;
  return [
    "",
    `${plural(results.length, "fault")} of ${plural(kinds, "kind")}: ${count("identical")} identical, ${count("clear-error")} stopped with a clear error, ${count("accounted")} with a damaged input accounted for, ${violations} lost or silently different`,
    ...(violations > 0 ? [`what is left of them lies in ${folder}`] : []),
  ].join("\n");
}
