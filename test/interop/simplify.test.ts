/**
 * Traditional to simplified against OpenCC itself (Python package `opencc`, 1.4.2): every code point, and the real
 * traditional texts of ../shared/data/zh-web. FULL=1 compares all of them, else the beginnings.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { makeSimplifier, traditionalForms } from "../../stages/clean/simplify/simplified.js";
import { recordsOf } from "../support/records.js";
import { sharedData, withoutData } from "../support/wudao.js";
import { askPython, withoutModules } from "./python.js";

const characters = process.env.FULL === "1" ? Number.POSITIVE_INFINITY : 1_000_000;
const batchCharacters = 4_000_000;
const configNames = { t: "t2s", tw: "tw2s", twp: "tw2sp", hk: "hk2s", hkp: "hk2sp" } as const;

describe("simplify against OpenCC", { skip: withoutModules("opencc") }, () => {
  for (const form of traditionalForms) {
    const convert = makeSimplifier(form);
    const assertEqual = async (texts: readonly string[]): Promise<void> => {
      const expected = await askPython<string[]>("simplify_texts.py", { config: configNames[form], texts });
      for (const [i, text] of texts.entries()) assert.equal(convert(text), expected[i], text.slice(0, 200));
    };

    test(`${form}: every code point becomes what OpenCC makes of it`, async () => {
      const points: string[] = [];
      for (let point = 0x20; point < 0x110000; point++) {
        const isSurrogate = point >= 0xd800 && point < 0xe000;
        if (!isSurrogate) points.push(String.fromCodePoint(point));
      }
      // With lines between them: no phrase is made by accident.
      const lines: string[] = [];
      for (let i = 0; i < points.length; i += 256) lines.push(points.slice(i, i + 256).join("\n"));
      await assertEqual(lines);
    });

    for (const corpus of ["vsdocs-tw-00000", "poetry-tang-song-tw-00000"]) {
      test(`${form}: ${corpus} becomes what OpenCC makes of it, character by character`, {
        skip: withoutData,
      }, async (context) => {
        let read = 0;
        let count = 0;
        let batch: string[] = [];
        let inBatch = 0;
        for (const { content } of recordsOf(join(sharedData ?? "", `zh-web/${corpus}.jsonl.zst`))) {
          if (read >= characters) break;
          read += content.length;
          inBatch += content.length;
          count++;
          batch.push(content);
          if (inBatch < batchCharacters) continue;
          await assertEqual(batch);
          batch = [];
          inBatch = 0;
        }
        await assertEqual(batch);
        context.diagnostic(`${count} texts of ${read} characters are equal`);
      });
    }
  }
});
