import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Attribution } from "../../pipeline/recut/attribute.js";
import { documents, isRemoved, sinks, writeScored } from "../support/scored-dataset.js";
import { wudao } from "../support/served-wudao.js";
import { inTemporaryFolder } from "../support/wudao.js";

for (const sink of sinks) {
  test(`${sink}: what a filter removes, alone and with others, is what counting by hand gives`, () =>
    inTemporaryFolder(async (folder) => {
      const output = await writeScored(folder, sink);
      for (const minHan of [20, 45]) {
        const set = `min-han.min=${minHan}`;
        const { stdout } = await wudao(["attribute", output, "--set", set, "--json"]);
        const found = JSON.parse(stdout) as Attribution;
        const removed = documents.map((document) => isRemoved(document, minHan));
        const count = (which: (by: (typeof removed)[number]) => boolean): number =>
          removed.filter(which).length;
        const both = count((by) => by.han && by.length);
        assert.ok(both > 0 && count((by) => by.han && !by.length) > 0);
        assert.equal(found.documents, documents.length);
        assert.equal(
          found.kept,
          count((by) => !by.han && !by.length),
        );
        const [han, length] = found.filters;
        assert.equal(
          han?.removes,
          count((by) => by.han),
        );
        assert.equal(
          han?.unique,
          count((by) => by.han && !by.length),
        );
        assert.deepEqual(han?.reasons, { "too-few-han": han?.removes });
        assert.equal(han?.share, (han?.removes ?? 0) / documents.length);
        assert.equal(
          length?.removes,
          count((by) => by.length),
        );
        assert.equal(
          length?.unique,
          count((by) => by.length && !by.han),
        );
        assert.deepEqual(found.overlaps, [{ filters: ["min-han", "text-length"], documents: both }]);
        assert.ok((han?.seconds ?? 0) > 0);
      }
    }));
}

test("what the scores cannot tell is refused in words", () =>
  inTemporaryFolder(async (folder) => {
    const output = await writeScored(folder, "write-jsonl");
    const refused = async (...args: string[]): Promise<string> =>
      (await wudao(["attribute", ...args], 2)).stderr;
    assert.match(await refused(output, "--set", "min-hans.min=3"), /no filter "min-hans".*min-han/s);
    assert.match(await refused(output, "--set", "min-han.mni=3"), /unknown key "mni"/);
    assert.match(await refused(output, "--set", "min-han=3"), /is no setting/);
    rmSync(join(output, ".run/receipts"), { recursive: true });
    // Not taken for a run whose receipts are gone: it has them, though they cannot be read.
    writeFileSync(join(output, ".run/receipts"), "");
    assert.match((await wudao(["attribute", output], 4)).stderr, /file-refused.*receipts.*ENOTDIR/);
    rmSync(join(output, ".run"), { recursive: true });
    assert.match((await wudao(["attribute", output])).stdout, /min-han +\d+ +[\d.]+ % +\d+ +\?/);
    const decided = await writeScored(folder, "write-jsonl", "now");
    assert.match((await wudao(["attribute", decided], 4)).stderr, /not-scored.*decide: later/s);
  }));
