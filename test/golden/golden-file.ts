/**
 * Golden files: what the pipeline made of known documents, reviewed and committed beside the tests.
 *
 * After a change that is meant to alter the output: `UPDATE_GOLDEN=1 npm test`, read the difference (`git diff
 * test/golden`), and commit it with the change that caused it.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/wudao.js";

/** Compares entry by entry, so that a failure names the document or file that came out differently. */
export function expectGolden(name: string, actual: Readonly<Record<string, unknown>>): void {
  const path = join(root, "test/golden", name);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, `${JSON.stringify(actual, null, 2)}\n`);
  const golden = JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>;
  const advice = `differs from test/golden/${name}; if this is meant: UPDATE_GOLDEN=1 npm test, then review the diff`;
  assert.deepEqual(Object.keys(actual), Object.keys(golden), `the list of entries ${advice}`);
  for (const [key, value] of Object.entries(actual)) assert.deepEqual(value, golden[key], `${key} ${advice}`);
}
