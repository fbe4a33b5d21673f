/**
 * Many faults on one state of the project, over local runs, a store and a cluster: `npm run chaos`.
 *
 *   npm run chaos                         200 faults, in shares, everywhere that is there
 *   FAULTS=60 SEED=3 npm run chaos -- s3 slurm
 *
 * The store is a real S3 server (VERSITYGW names the program versitygw), the cluster the loopback one of test/slurm. The three go
 * on side by side: a cluster's runs mostly wait. Ends with 1 when anything was lost, doubled or silently different.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChaosOptions, chaos, type FaultResult } from "../../pipeline/chaos/chaos.js";
import { makePlan } from "../../pipeline/plan/plan.js";
import { readRecipe } from "../../pipeline/recipe/read-recipe.js";
import { catalogue } from "../../stages/catalogue.js";
import { type S3Server, startS3, withoutS3 } from "../support/s3-server.js";
import { withoutSlurm } from "../support/slurm.js";
import { root } from "../support/wudao.js";

/** Short to run, and yet all that can be struck: several tasks, a barrier, temporary files, shards. */
const recipe = `name: struck
split-bytes: 4KiB
input:
  - name: zh
    path: ${join(root, "data-samples/zh.jsonl")}
  - name: en
    path: ${join(root, "data-samples/en.jsonl")}
stages:
  - read-json
  - unicode-repair
  - exact-dedup
  - write-arrow
`;
const clusterFault = join(root, "test/slurm/loopback-fault.sh");

/** Share of the faults, and what keeps a ground from being there. */
const grounds = {
  local: { share: 0.4, missing: false as string | false },
  s3: { share: 0.35, missing: withoutS3 },
  slurm: { share: 0.25, missing: withoutSlurm },
};
type Ground = keyof typeof grounds;

const folder = mkdtempSync(join(tmpdir(), "wudao-chaos-"));
const names = Object.keys(grounds) as readonly Ground[];
const wanted = process.argv.length > 2 ? names.filter((name) => process.argv.includes(name)) : names;
const there = wanted.filter((name) => {
  const { missing } = grounds[name];
  if (missing !== false) console.log(`${name.padEnd(6)} left out: ${missing}`);
  return missing === false;
});
const shares = there.reduce((sum, name) => sum + grounds[name].share, 0);
const faults = Number(process.env.FAULTS ?? 200);

let server: S3Server | undefined;
if (there.includes("s3")) {
  server = await startS3("chaos");
  Object.assign(process.env, server.environment());
}
writeFileSync(join(folder, "recipe.yaml"), recipe);
const plan = await makePlan(await readRecipe(join(folder, "recipe.yaml"), catalogue, {}), catalogue);
const results = (await Promise.all(there.map(strike))).flat();
await server?.stop();

const count = (outcome: FaultResult["outcome"]): number =>
  results.filter((result) => result.outcome === outcome).length;
const violations = count("violation");
console.log(
  `${results.length} faults of ${new Set(results.map(({ fault }) => fault)).size} kinds over ${there.join(", ")}: ` +
    `${count("identical")} identical, ${count("clear-error")} stopped with a clear error, ` +
    `${count("accounted")} with a damaged input accounted for, ${violations} lost, doubled or silently different`,
);
if (violations === 0) rmSync(folder, { recursive: true, force: true });
else {
  console.log(`what is left of them lies in ${folder}`);
  process.exitCode = 1;
}

async function strike(ground: Ground): Promise<readonly FaultResult[]> {
  const options: ChaosOptions = {
    plan,
    folder: join(folder, ground),
    rounds: Math.max(1, Math.round((faults * grounds[ground].share) / shares)),
    seed: Number(process.env.SEED ?? 0),
    kinds: [],
    main: join(root, "dist/pipeline/cli/main.js"),
    store: ground === "s3" ? "s3://chaos/runs" : undefined,
    slurm:
      ground === "slurm"
        ? ["--executor", "slurm", "--tasks-per-job", "2", "--sbatch=--partition=loopback"]
        : undefined,
    hooks: ground === "slurm" ? [`node=${clusterFault} node`, `controller=${clusterFault} controller`] : [],
  };
  return chaos(options, ({ round, fault, outcome, detail }) =>
    console.log(
      `${ground.padEnd(6)} ${String(round).padStart(3)}  ${fault.padEnd(16)} ${outcome}${detail === "" ? "" : `: ${detail.split("\n")[0]}`}`,
    ),
  );
}
