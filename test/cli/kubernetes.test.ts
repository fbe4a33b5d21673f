/** The manifests for Kubernetes: their pods' own commands, run here, make the dataset of a plain run. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseAllDocuments } from "yaml";
import { wudao } from "../support/served-wudao.js";
import { checksums, inTemporaryFolder, start, startWith } from "../support/wudao.js";

interface Job {
  readonly spec: {
    readonly completions: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly command: string[] }[] } };
  };
}

/** Two files make two splits, whose rows meet in one shard: its pod has to wait for both, and the other pod has nothing to write. */
function writeRecipe(folder: string): string {
  for (const name of ["a", "b"])
    writeFileSync(
      join(folder, `${name}.jsonl`),
      Array.from({ length: 20 }, (_, id) => JSON.stringify({ id, content: `第${id}篇讲${name}的文章` })).join(
        "\n",
      ),
    );
  const recipe = join(folder, "recipe.yaml");
  writeFileSync(
    recipe,
    "name: pods\ninput: { path: '*.jsonl' }\nstages:\n  - read-json\n  - min-han: { min: 5 }\n  - write-jsonl\n",
  );
  return recipe;
}

test("the pods of all phases, started at once, leave the bytes of a plain run", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = writeRecipe(folder);
    const plain = join(folder, "plain");
    const pods = join(folder, "pods");
    await wudao(["run", recipe, "--output", plain, "--quiet"]);
    const { stdout } = await wudao([
      ...["plan", recipe, "--output", pods, "--prepare"],
      ...["--executor", "kubernetes", "--pods", "2", "--workers", "1"],
    ]);
    const jobs = parseAllDocuments(stdout).map((document) => document.toJS() as Job);
    assert.deepEqual(
      jobs.map(({ spec }) => spec.completions),
      [2, 2, 1],
    );
    const ends = jobs.flatMap(({ spec }) =>
      Array.from({ length: spec.completions }, (_, index) => {
        const [program, ...args] = spec.template.spec.containers[0]?.command ?? [];
        assert.equal(program, "wudao");
        return start(...args.map((word) => word.replace("$(JOB_COMPLETION_INDEX)", String(index)))).end;
      }),
    );
    for (const { code, stderr } of await Promise.all(ends)) assert.equal(code, 0, stderr);
    assert.deepEqual(checksums(pods), checksums(plain));
  }));

test("pods go to the store that this machine goes to, however its address is given, and get no key of it", () =>
  inTemporaryFolder(async (folder) => {
    const environment = {
      AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_SECRET_ACCESS_KEY: "S3CR3T",
    };
    const plan = ["plan", writeRecipe(folder), "--output", "s3://bucket/set", "--executor", "kubernetes"];
    const { code, stdout, stderr } = await startWith(environment, ...plan).end;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /name: AWS_ENDPOINT_URL_S3\n +value: http:\/\/127\.0\.0\.1:1\n/);
    assert.match(stdout, /name: AWS_DEFAULT_REGION\n +value: eu-west-1\n/);
    assert.doesNotMatch(stdout, /S3CR3T/);
    const login = { AWS_ENDPOINT_URL_S3: "http://li:S3CR3T@127.0.0.1:1" };
    const refused = await startWith(login, ...plan).end;
    assert.equal(refused.code, 2, refused.stderr);
    assert.match(refused.stderr, /AWS_ENDPOINT_URL_S3 holds a password/);
    assert.doesNotMatch(refused.stdout + refused.stderr, /S3CR3T/);
  }));
