/** What Hugging Face `datasets` goes by beside the shards. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ShardReceipt } from "../../../pipeline/contracts/stage.js";
import { huggingFaceFiles } from "../../../stages/write/hugging-face.js";

function fingerprintOf(checksums: readonly string[]): unknown {
  const shards = checksums.map(
    (sha256, at): ShardReceipt => ({ file: `data-${at}.arrow`, rows: 1, bytes: 1, sha256 }),
  );
  const state: unknown = JSON.parse(huggingFaceFiles([], shards)["state.json"] ?? "");
  return (state as { readonly _fingerprint: unknown })._fingerprint;
}

test("datasets does not take a cached result for a dataset of which only a later shard was rewritten", () => {
  const before = fingerprintOf(["aa", "bb", "cc"]);
  assert.match(String(before), /^[0-9a-f]{16}$/);
  assert.equal(fingerprintOf(["aa", "bb", "cc"]), before);
  for (const other of [["aa", "bb", "dd"], ["aa", "cc", "bb"], ["aa", "bb"], ["aa"], []])
    assert.notEqual(fingerprintOf(other), before);
});
