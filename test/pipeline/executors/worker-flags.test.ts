import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { root } from "../../support/wudao.js";

const url = pathToFileURL(join(root, "dist/pipeline/executors/worker-flags.js")).href;
/** V8's digest of its flags, which it derives anew: at the start, at work, and afterwards. */
const script = `
import { cachedDataVersionTag } from "node:v8";
import { setWorkerFlags } from "${url}";
const tags = [cachedDataVersionTag()];
for (const isAtWork of [true, false]) {
  setWorkerFlags(isAtWork);
  tags.push(cachedDataVersionTag());
}
console.log(JSON.stringify(tags));`;

function tagsWith(...flags: string[]): readonly number[] {
  const args = [...flags, "--input-type=module", "--eval", script];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", timeout: 20_000 }));
}

test("V8's flags on the user's command line hold for the threads, too", () => {
  const [start, atWork, afterwards] = tagsWith();
  assert.notEqual(atWork, start);
  assert.equal(afterwards, start);

  const theirs = tagsWith(
    "--heap_growing_percent=200",
    "--semi-space-growth-factor=3",
    "--allocation_site_pretenuring",
    "--max-inlined-bytecode-size-cumulative=100",
  );
  assert.deepEqual(new Set(theirs).size, 1);
  const [one, atWorkWithOne, afterOne] = tagsWith("--noallocation_site_pretenuring");
  assert.notEqual(atWorkWithOne, one);
  assert.equal(afterOne, one, "the user's flag was taken back");
});
