import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { UserError } from "../../../pipeline/contracts/errors.js";
import type { BarrierStage } from "../../../pipeline/contracts/stage.js";
import { captionFrequency } from "../../../stages/dedup/caption-frequency.js";
import { exactDedup } from "../../../stages/dedup/exact-dedup.js";
import { imageDedup } from "../../../stages/dedup/image-dedup.js";
import { lineDedup } from "../../../stages/dedup/line-dedup.js";
import { minhashDedup } from "../../../stages/dedup/minhash-dedup.js";
import { paragraphDedup } from "../../../stages/dedup/paragraph-dedup.js";
import { pictureFrequency } from "../../../stages/dedup/picture-frequency.js";
import { sentenceDedup } from "../../../stages/dedup/sentence-dedup.js";
import { simhashDedup } from "../../../stages/dedup/simhash-dedup.js";
import { substringDedup } from "../../../stages/dedup/substring-dedup.js";
import { urlDedup } from "../../../stages/dedup/url-dedup.js";
import { runBarrier, withFolder } from "./run-barrier.js";

const text = "深度学习模型需要大量高质量的中文语料，而网页中的重复内容会让模型反复记住同样的句子。";
const documents = Array.from({ length: 12 }, (_, number) => ({
  id: `${number}`,
  url: `https://example.com/${number % 3}`,
  text: `${text}\n第${number}篇\n${text.repeat(number % 4)}`,
  // Of one look, or the looks of pictures in few buckets would never be asked for.
  image: { bytes: Uint8Array.of(number % 5), format: "png", width: 32, height: 32 } as const,
  arrays: {
    "image-hash": new Uint8Array(16),
    ".thumbnail": new Uint8Array(32 * 32 * 3).fill(9),
    ".source-size": Int32Array.of(64, 64),
  },
}));
const cut = { splits: 2, partitions: 2 };

const stages: readonly BarrierStage[] = [
  urlDedup,
  exactDedup,
  simhashDedup,
  minhashDedup,
  lineDedup,
  paragraphDedup,
  sentenceDedup,
  substringDedup,
  imageDedup,
  captionFrequency,
  pictureFrequency,
];

/** Files that the stage leaves for a later phase, but signatures of samples that no candidate asks for. */
async function filesOf(stage: BarrierStage): Promise<string[]> {
  return withFolder(async (folder) => {
    await runBarrier(stage, documents, {}, cut, folder);
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      statSync(join(folder, name)).isFile(),
    );
  });
}

for (const stage of stages) {
  test(`${stage.name}: a flipped byte in any intermediate file stops the run and names the file`, async () => {
    const files = await filesOf(stage);
    assert.ok(files.length >= 4);
    for (const file of files) {
      await withFolder(async (folder) => {
        const path = join(folder, file);
        const damage = (): void => {
          const bytes = readFileSync(path);
          const middle = bytes.length >> 1;
          bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
          writeFileSync(path, bytes);
        };
        const isOf = (kind: string): boolean => file.startsWith(kind);
        let damaged = false;
        const once = (): void => {
          if (!damaged) damage();
          damaged = true;
        };
        const { collect, verify } = stage;
        const faulty: BarrierStage = {
          ...stage,
          match(...args) {
            if (isOf("sketch")) once();
            return stage.match(...args);
          },
          ...(collect === undefined
            ? {}
            : {
                collect(...args: Parameters<typeof collect>) {
                  if (isOf("matched")) once();
                  return collect(...args);
                },
              }),
          ...(verify === undefined
            ? {}
            : {
                verify(...args: Parameters<typeof verify>) {
                  if (isOf("matched") || isOf("collected")) once();
                  return verify(...args);
                },
              }),
          resolve(...args) {
            if (isOf("edges") || isOf("matched")) once();
            return stage.resolve(...args);
          },
        };
        await assert.rejects(
          runBarrier(faulty, documents, {}, cut, folder),
          (error) => error instanceof UserError && error.code === "damaged-run" && error.place.file === path,
          file,
        );
      });
    }
  });
}
