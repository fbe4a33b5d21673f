/**
 * Faults of the released code of Wu Dao's systems, which a port would bring along. Most are tested beside the stage that they
 * would hit; here are those that belong to no other test.
 *
 * | fault                                                               | tested in                              |
 * |---------------------------------------------------------------------|----------------------------------------|
 * | GLM gives [gMASK] the id of eop                                     | compose/glm-blocks                     |
 * | GLM's windows know no Chinese sentence ends                         | compose/glm-blocks                     |
 * | CPM-2 asks for 190 sentinels of 185                                 | compose/span-corruption                |
 * | CPM-2 takes id 10 for the space mark                                | here                                   |
 * | CPM-2 fails on endless lines, empty texts, and doubles single tokens | here                                  |
 * | CogView cuts the end of the picture                                 | compose/cogview-sequence               |
 * | Transformer-XL forgets the ends of documents in its index           | here; interop/recipes/transformer-xl   |
 * | Transformer-XL's news reader loses the title                        | prompt/prompt-template                 |
 * | iPrompt's poem reader loses the author                              | prompt/prompt-template                 |
 * | Lawformer masks tokens, not whole words                             | here                                   |
 * | MAP-NEO counts distinct characters of repeated n-grams              | here                                   |
 * | Transformer-XL's scripts have 512 and 256, not 1,024                | here; interop/recipes/transformer-xl   |
 * | knowledge inheritance stores no logits                              | compose/teacher-logits                 |
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { makeSample } from "../../pipeline/contracts/sample.js";
import type { TokenStream } from "../../pipeline/contracts/stage.js";
import { maskedLm } from "../../stages/compose/masked-lm.js";
import { recurrenceLanes } from "../../stages/compose/recurrence-lanes.js";
import { gopherRepetition } from "../../stages/filter/gopher-repetition.js";
import { textLength } from "../../stages/filter/text-length.js";
import { cpmText } from "../../stages/prompt/cpm-text.js";
import { loadTokenizer } from "../../stages/tokenize/load-tokenizer.js";
import { inTemporaryFolder, root } from "../support/wudao.js";
import { composeRows } from "./compose/compose-rows.js";
import { characters } from "./compose/vocabulary.js";
import { openStage } from "./run-examples.js";

const context = { baseDir: ".", seed: 1 };

/** Parameters of a stage as a recipe of configs/ has them. */
function recipeParameters(recipe: string, stage: string): object {
  const { stages } = parse(readFileSync(join(root, "configs", `${recipe}.yaml`), "utf8")) as {
    stages: readonly (string | Readonly<Record<string, object>>)[];
  };
  for (const each of stages) {
    const found = typeof each === "string" ? (each === stage ? {} : undefined) : each[stage];
    if (found !== undefined) return found;
  }
  throw new Error(`${recipe} has no ${stage}`);
}

test("CPM's space mark is found by name, also where the vocabulary has a comma at its usual place", async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, "vocab.txt");
    const names = [
      "[PAD]",
      "[UNK]",
      "[CLS]",
      "[SEP]",
      "[MASK]",
      "好",
      "人",
      "天",
      "地",
      "山",
      ",",
      "▂",
      "##人",
    ];
    writeFileSync(file, `${names.join("\n")}\n`);
    const spelled = (await openStage(cpmText, { form: "cpm-1" }))("好 人");
    const tokenizer = await loadTokenizer(file);
    assert.deepEqual([...tokenizer.encode(spelled ?? "")], [5, 11, 6]);
  });
});

test("CPM-2 reads newlines and spaces as its marks, those between words without Han not at all: it read <n> letter by letter", async () => {
  const spell = await openStage(cpmText, { form: "cpm-2" });
  const spelled = spell("\u3000Fedora Linux 是\n一个<n>系统  ok\n no ");
  assert.equal(spelled, "Fedora Linux▂是▃一个▃系统▂▂ok▃ no");
});

test("an endless text is dropped for its length, an empty one has no token and a short one is not doubled", async () => {
  const params = textLength.parameters.parse(recipeParameters("cpm", "text-length"));
  const filter = await textLength.open(params, context);
  const reasonOf = (text: string) => filter(makeSample({ id: "1", source: "s", origin: "o", text })).reason;
  assert.equal(reasonOf("天".repeat(5_000_001)), "too-long");
  assert.equal(reasonOf("天".repeat(5_000_000)), undefined);
  const tokenizer = await loadTokenizer(join(root, "stages/tokenize/default.tokenizer.json.gz"));
  assert.equal(tokenizer.encode("").length, 0);
  assert.equal(tokenizer.encode("的").length, 1);
});

/** A corpus in memory, as the engine shows it to a composer. */
function streamOf(documents: readonly (readonly number[])[]): TokenStream {
  const tokens = documents.flat();
  const starts: number[] = [];
  let length = 0;
  for (const document of documents) {
    starts.push(length);
    length += document.length;
  }
  return {
    documents: documents.length,
    tokens: length,
    vocabularySize: 1000,
    read: (from, to, into) => {
      into.set(tokens.slice(from, to));
      return Promise.resolve(starts.filter((start) => start >= from && start < to));
    },
    prompts: () => [],
  };
}

test("Transformer-XL's windows count the ends of documents: each is a target once, none is learned from", async () => {
  const end = 999;
  const lengths = [7, 3, 12, 5, 9, 1, 8, 4];
  const documents = lengths.map((length, at) => [...Array<number>(length).fill(at + 1), end]);
  const stream = streamOf(documents);
  const params = { "sequence-length": 8, memory: 4, lanes: 2 };
  const composer = recurrenceLanes.open(recurrenceLanes.parameters.parse(params), context);
  const { rows, facts } = composer.plan(stream);
  const windows = Math.floor((lengths.reduce((sum, length) => sum + length + 1, 0) - 1) / 8);
  assert.equal(rows, windows - (windows % 2));
  assert.equal(facts.steps, rows / 2);
  const [text, target, loss]: number[][] = [[], [], []];
  for await (const { columns } of composer.rows(stream, 0, rows)) {
    for (const [at, into] of [text, target, loss].entries()) {
      const column = columns[at];
      assert.ok(column?.kind === "fixed-list" && into !== undefined);
      into.push(...Array.from(column.values));
    }
  }
  assert.ok(text !== undefined && target !== undefined && loss !== undefined);
  const learned = target.filter((id, at) => id === end && loss[at] === 1).length;
  const inReach = documents.flat().slice(1, rows * 8 + 1);
  assert.equal(learned, inReach.filter((id) => id === end).length);
  assert.deepEqual(
    text.filter((id, at) => id === end && loss[at] === 1),
    [],
  );
});

test("Transformer-XL's recipe has the segment and the memory of the released scripts", () => {
  const { "sequence-length": length, memory } = recurrenceLanes.parameters.parse(
    recipeParameters("transformer-xl", "recurrence-lanes"),
  );
  assert.deepEqual([length, memory], [512, 256]);
});

test("Lawformer's recipe masks token by token, as the released code does: parts of words stay to be seen", async () => {
  const text = "中华人民共和国最高人民法院公告".repeat(100);
  const vocabulary = characters(70_000, { "[PAD]": 0, "[CLS]": 1, "[SEP]": 2, "[MASK]": 3, "[UNK]": 4 });
  const params = { ...recipeParameters("lawformer", "masked-lm"), "shuffle-tokens": 0 };
  const partlyMasked = async (more: object): Promise<number> => {
    const { rows } = await composeRows(maskedLm, { ...params, ...more }, vocabulary, [text]);
    const labels = Array.from(rows[0]?.labels as Int32Array).slice(1, text.length + 1);
    const words = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(text)];
    return words.filter(({ segment, index }) => {
      const masked = labels.slice(index, index + segment.length).filter((label) => label !== -100).length;
      return masked > 0 && masked < segment.length;
    }).length;
  };
  assert.ok((await partlyMasked({})) > 20);
  assert.equal(await partlyMasked({ unit: "word" }), 0);
});

test("a repeated passage counts with all its characters, not with the few that differ", async () => {
  const passage = "本公司专业办理各类业务欢迎新老客户来电咨询我们将竭诚为您服务价格优惠质量可靠";
  const text = Array.from({ length: 8 }, (_, at) => `${passage}${"甲乙丙丁戊己庚辛"[at] ?? ""}。`).join("\n");
  const params = gopherRepetition.parameters.parse({});
  const filter = await gopherRepetition.open(params, context);
  const { scores, reason } = filter(makeSample({ id: "1", source: "s", origin: "o", text }));
  // MAP-NEO counts about 40 distinct characters of 320, so that its limit of 0.60 is never met.
  assert.ok(new Set(passage).size / text.length < 0.2);
  assert.ok((scores?.["repeated-5"] ?? 0) > 0.6, JSON.stringify(scores));
  assert.notEqual(reason, undefined);
});
