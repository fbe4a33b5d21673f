/** Files that Python's bz2 and lzma packed: the records are those of the plain file, whole and in parts. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { collectBlocks } from "../../pipeline/storage/collect-blocks.js";
import {
  decompressFile,
  detectCompression,
  isUnpacked,
} from "../../pipeline/storage/compression/compression.js";
import { readHead } from "../../pipeline/storage/read-bytes.js";
import { readRecords } from "../stages/read/read-records.js";
import { inTemporaryFolder, sharedData, withoutData } from "../support/wudao.js";
import { askPython, withoutModules } from "./python.js";

const skip = withoutData || withoutModules("bz2", "lzma");
/** More than a block of bzip2. */
const textBytes = 1_200_000;

test(
  "bzip2 and xz files of every level, check and context give the records of the plain file",
  { skip },
  () =>
    inTemporaryFolder(async (folder) => {
      const corpus = await collectBlocks(
        decompressFile(join(sharedData ?? "", "zh-web/lctt-00000.jsonl.zst"), "zstd"),
      );
      const source = join(folder, "plain.jsonl");
      const text = corpus.subarray(0, corpus.indexOf("\n", textBytes) + 1);
      writeFileSync(source, text);
      const names = await askPython<string[]>("pack_files.py", { folder, source });
      const wanted = (await readRecords(source)).samples.map((sample) => sample.text);
      assert.ok(wanted.length > 100);
      for (const name of names) {
        const file = join(folder, name);
        const compression = detectCompression(await readHead(file, 6));
        assert.ok(isUnpacked(compression) && compression !== "none", name);
        assert.ok(text.equals(await collectBlocks(decompressFile(file, compression))), name);
      }
      for (const name of ["level-1.jsonl.bz2", "streams.jsonl.xz"]) {
        const { samples, failures } = await readRecords(join(folder, name), {}, 400_000);
        assert.deepEqual(failures, []);
        assert.deepEqual(
          samples.map((sample) => sample.text),
          wanted,
        );
      }
    }),
);
