import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SignatureStore } from "../../../../stages/dedup/minhash/signature-store.js";
import { SignatureWriter } from "../../../../stages/dedup/minhash/signature-writer.js";
import { planBands } from "../../../../stages/dedup/minhash/signatures.js";
import { withFolder } from "../run-barrier.js";

test("a signature is that of its text, also where blocks of many texts take each other's place in memory", () =>
  withFolder(async (folder) => {
    const permutations = 112;
    const plan = planBands(permutations, 1, 8);
    const entryOf = (split: number, ordinal: number, entry: number): number =>
      (split * 40_000 + ordinal * 131 + entry) & 0xffff;
    const splits = [0, 1, 2].map((split) => ({
      split,
      folder: join(folder, `${split}`),
      samples: 200 - 7 * split,
    }));
    for (const { split, folder: path, samples } of splits) {
      mkdirSync(path);
      const writer = new SignatureWriter(path, 1, { permutations, plan, unranked: false });
      for (let ordinal = 0; ordinal < samples; ordinal++) {
        for (let entry = 0; entry < permutations; entry++)
          writer.entries[entry] = entryOf(split, ordinal, entry);
        writer.add(ordinal, 1000 * split + ordinal, 9);
      }
      writer.finish();
    }
    const store = new SignatureStore({ splits, stored: 0, isRemoved: () => false }, permutations, 4);
    const entries = new Uint16Array(permutations);
    for (let read = 0; read < 3000; read++) {
      const { split, samples } = splits[(read * 7) % 3] ?? assert.fail();
      const ordinal = (read * 37) % samples;
      assert.equal(store.read(split, ordinal, entries), 1000 * split + ordinal);
      assert.deepEqual(
        entries,
        Uint16Array.from(entries, (_, entry) => entryOf(split, ordinal, entry)),
      );
    }
    store.close();
  }));
