/** `wudao plan --executor kubernetes` against the schemas that Kubernetes publishes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { wudao } from "../support/wudao.js";
import { askPython, withoutModules } from "./python.js";

test("an API server accepts the manifests: they follow the published schema, with no field it does not know", {
  skip: withoutModules("kubernetes_validate"),
}, async () => {
  const plan = ["plan", "configs/quickstart.yaml", "--executor", "kubernetes"];
  const text = (await wudao(plan)).stdout;
  const access = ["--secret", "store", "--service-account", "wudao"];
  const stored = (await wudao([...plan, "--output", "s3://corpora/mine", ...access])).stdout;
  const check = (manifests: string): Promise<string[]> =>
    askPython("kubernetes_manifests.py", { text: manifests, version: "1.33" });
  assert.deepEqual(await check(text), []);
  assert.deepEqual(await check(stored), []);
  assert.notDeepEqual(await check(text.replace("completions:", "completion:")), []);
});
