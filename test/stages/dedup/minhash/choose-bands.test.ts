import assert from "node:assert/strict";
import { test } from "node:test";
import { bandRecall, chooseBands } from "../../../../stages/dedup/minhash/choose-bands.js";

test("the bands chosen for a threshold find the share of pairs that was asked for and fit the signature", () => {
  for (const permutations of [64, 112, 128, 256]) {
    for (let percent = 30; percent <= 100; percent++) {
      for (const recall of [0.9, 0.995]) {
        const threshold = percent / 100;
        const { bands, rows } = chooseBands(permutations, threshold, recall);
        assert.ok(
          bandRecall(threshold, bands, rows) >= recall - 1e-12,
          `${permutations} ${threshold} ${recall}`,
        );
        assert.ok(bands * rows <= permutations);
      }
    }
  }
});

test("no more selective bands would do: unlike texts are not compared for nothing", () => {
  for (let percent = 30; percent < 100; percent++) {
    const threshold = percent / 100;
    const { bands, rows } = chooseBands(112, threshold, 0.995);
    assert.ok(bandRecall(threshold, Math.floor(112 / (rows + 1)), rows + 1) < 0.995);
    assert.ok(bands === 1 || bandRecall(threshold, bands - 1, rows) < 0.995);
  }
});

test("a threshold too low for the signature gets all it has", () => {
  assert.deepEqual(chooseBands(8, 0.01, 0.995), { bands: 8, rows: 1 });
});
