/** Manifests of runs whose pods share a store and nothing else. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { kubernetesJobs } from "../../../pipeline/executors/kubernetes.js";
import { makePlan } from "../../../pipeline/plan/plan.js";
import { readRecipe } from "../../../pipeline/recipe/read-recipe.js";
import { catalogue } from "../../../stages/catalogue.js";
import { root } from "../../support/wudao.js";

interface Pod {
  readonly serviceAccountName?: string;
  readonly containers: readonly {
    readonly resources: { readonly requests: Readonly<Record<string, string>> };
    readonly env?: readonly { readonly name: string; readonly value: string }[];
    readonly envFrom?: readonly object[];
    readonly volumeMounts: readonly { readonly name: string }[];
  }[];
  readonly volumes: readonly { readonly name: string; readonly persistentVolumeClaim?: object }[];
}

const plan = await makePlan(
  await readRecipe(join(root, "configs/quickstart.yaml"), catalogue, {}),
  catalogue,
);
const inStore = { ...plan, files: plan.files.map((entry) => ({ ...entry, file: "s3://raw/zh.jsonl" })) };
const options = {
  ...{ image: "wudao", claim: "data", mountPath: "/data", output: "s3://corpora/mine", pods: 2, workers: 1 },
  ...{ secret: "store", serviceAccount: undefined, storeEnvironment: { AWS_REGION: "eu-west-1" } },
};

function podsOf(jobs: readonly object[]): readonly Pod[] {
  return (jobs as readonly { readonly spec: { readonly template: { readonly spec: Pod } } }[]).map(
    ({ spec }) => spec.template.spec,
  );
}

test("pods whose run lies in a store wait for no volume that nobody has made", () => {
  const pods = podsOf(kubernetesJobs(inStore, options));
  assert.ok(pods.length > 5);
  for (const { volumes, containers } of pods) {
    assert.deepEqual(volumes, [{ name: "scratch", emptyDir: {} }]);
    const [container] = containers;
    assert.deepEqual(container?.env, [
      { name: "WUDAO_SCRATCH", value: "/scratch" },
      { name: "AWS_REGION", value: "eu-west-1" },
    ]);
    assert.deepEqual(container?.envFrom, [{ secretRef: { name: "store" } }]);
    assert.match(container?.resources.requests["ephemeral-storage"] ?? "", /^[1-9]\d*Mi$/);
  }
});

test("inputs on a volume are mounted although the output lies in a store", () => {
  for (const { volumes } of podsOf(kubernetesJobs(plan, options)))
    assert.deepEqual(
      volumes.map(({ name }) => name),
      ["data", "scratch"],
    );
});

test("a run on a volume asks for that volume alone, and for no access to a store", () => {
  const onDisk = { ...options, output: "/data/out", secret: undefined };
  for (const { volumes, containers } of podsOf(kubernetesJobs(plan, onDisk))) {
    assert.deepEqual(volumes, [{ name: "data", persistentVolumeClaim: { claimName: "data" } }]);
    assert.equal(containers[0]?.env, undefined);
    assert.equal(containers[0]?.envFrom, undefined);
  }
});
