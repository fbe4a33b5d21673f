/** Each recipe in configs/ on real data, and its rows read in Python as the trainer would, against the published layout. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { inTemporaryFolder, root, sharedData, withoutData, wudao } from "../support/wudao.js";
import { askPython, withoutModules } from "./python.js";

const data = (path: string): string => join(sharedData ?? "", path);
const shippedTokenizer = join(root, "stages/tokenize/default.tokenizer.json.gz");

interface RecipeTest {
  readonly recipe: string;
  readonly promise: string;
  readonly inputs: readonly string[];
  readonly tokenizer?: string;
  /** The stage that takes the tokenizer; tokenize without it. */
  readonly tokenizes?: string;
  readonly set?: readonly string[];
  readonly modules?: readonly string[];
}

const recipes: readonly RecipeTest[] = [
  {
    recipe: "glm",
    promise: "rows taken apart give the documents back: spans, masks, positions, losses",
    inputs: [data("zh-web/laws-00001.jsonl.zst")],
    tokenizer: shippedTokenizer,
  },
  {
    recipe: "cpm",
    promise: "contexts and targets put together give the documents back; 15 % noise, spans of 3",
    inputs: [data("near-dup/weibo-posts.docs.jsonl.zst")],
    tokenizer: shippedTokenizer,
  },
  {
    recipe: "cpm-1",
    promise: "rows of 1,024 hold every document, words apart",
    inputs: [data("near-dup/weibo-posts.docs.jsonl.zst")],
    tokenizer: shippedTokenizer,
  },
  {
    recipe: "lawformer",
    promise: "rows of 4,096 of whole laws and random others, BERT's ids and masks",
    inputs: [data("zh-web/laws-00001.jsonl.zst")],
    tokenizer: data("tokenizers/bert-base-chinese.vocab.txt.gz"),
  },
  {
    recipe: "transformer-xl",
    promise: "lanes go on from step to step, memory ends at documents, prompts are not learned",
    inputs: [data("zh-web/pingcap-docs-00000.jsonl.gz")],
    tokenizer: shippedTokenizer,
  },
  {
    recipe: "news",
    promise: "headlines are prompts, articles are learned",
    inputs: [data("zh-web/pingcap-docs-00000.jsonl.gz")],
    tokenizer: shippedTokenizer,
  },
  {
    recipe: "inverse-prompting",
    promise: "texts are prompts, titles are learned",
    inputs: [data("zh-web/pingcap-docs-00000.jsonl.gz")],
    tokenizer: shippedTokenizer,
  },
  {
    recipe: "poems",
    promise: "whole poems of the form that their prompts name",
    inputs: [data("zh-web/poetry-tang-song-tw-00000.jsonl.zst")],
    tokenizer: shippedTokenizer,
    modules: ["opencc"],
  },
  {
    recipe: "p-tuning",
    promise: "idioms masked where they belong, options beside them",
    inputs: [data("domain/fewclue-chid.jsonl.gz")],
    tokenizer: data("tokenizers/bert-base-chinese.vocab.txt.gz"),
  },
  {
    recipe: "p-tuning",
    promise: "a class as a word in a pattern around a headline",
    inputs: [data("domain/fewclue-tnews.jsonl.gz")],
    tokenizer: data("tokenizers/bert-base-chinese.vocab.txt.gz"),
    set: [
      "read-json.text=sentence",
      "fill-blank.blank=＿＿",
      "fill-blank.before=这是一条＿＿新闻：",
      "fill-blank.answer=label_desc",
      'fill-blank.options={"news_sports":"体育","news_military":"军事"}',
    ],
  },
  {
    recipe: "knowledge-inheritance",
    promise: "what the teacher said beside its token, in half precision as numpy rounds it",
    inputs: [join(root, "data-samples/teacher.jsonl")],
    tokenizer: shippedTokenizer,
  },
  {
    recipe: "knowledge-graph",
    promise: "each triple with its sentence, entities where their spans say",
    inputs: [data("domain/kg-company-industry.triples.jsonl.gz")],
  },
  {
    recipe: "knowledge-graph",
    promise: "each attribute of an entity is a triple",
    inputs: [data("domain/kg-company.jsonl.gz")],
    set: [
      "read-json.text=name",
      'triple-sentence.attributes={"fullname":"全称","location":"上市地点","time":"上市时间"}',
    ],
  },
  {
    recipe: "prottrans",
    promise: "every protein whole behind [CLS], ids of ProteinLM's vocabulary",
    inputs: [data("protein/swissprot-db.fasta.gz"), data("protein/swissprot-query.fasta.gz")],
  },
  {
    recipe: "brivl",
    promise: "text ids, boxes and lengths as BriVL's loader makes them, pixels as Pillow resizes them",
    inputs: [data("image-text/brivl-sample-000000.tar")],
    tokenizer: data("tokenizers/bert-base-chinese.vocab.txt.gz"),
    modules: ["PIL"],
  },
  {
    recipe: "image-vectors",
    promise: "every picture with its captions, pixels as Pillow crops them, a column of vectors to be filled",
    inputs: [data("image-text/brivl-sample-000000.tar")],
    modules: ["PIL"],
  },
  {
    recipe: "text-vectors",
    promise: "ids and masks as BERT's tokenizer gives them, a column of vectors to be filled",
    inputs: [data("zh-web/pingcap-docs-00000.jsonl.gz")],
    tokenizer: data("tokenizers/bert-base-chinese.vocab.txt.gz"),
    tokenizes: "text-ids",
    set: ['text-ids.first-token="[CLS]"', 'text-ids.last-token="[SEP]"', 'text-ids.pad-token="[PAD]"'],
  },
];

for (const {
  recipe,
  promise,
  inputs,
  tokenizer,
  tokenizes = "tokenize",
  set = [],
  modules = [],
} of recipes) {
  test(`${recipe}: ${promise}`, {
    skip: withoutData || withoutModules("pyarrow", "numpy", "tokenizers", ...modules),
  }, async (context) => {
    await inTemporaryFolder(async (folder) => {
      const output = join(folder, recipe);
      const settings = [...set];
      if (tokenizer !== undefined && tokenizer !== shippedTokenizer)
        settings.push(`${tokenizes}.tokenizer=${tokenizer}`);
      await wudao([
        "run",
        join(root, "configs", `${recipe}.yaml`),
        "--output",
        output,
        "--quiet",
        ...inputs.flatMap((input) => ["--input", input]),
        ...settings.flatMap((setting) => ["--set", setting]),
      ]);
      await wudao(["verify", output]);
      const answer = await askPython<object>(`recipes/${recipe}.py`, { folder: output, inputs, tokenizer });
      assert.ok(Object.keys(answer).length > 0);
      context.diagnostic(JSON.stringify(answer));
    });
  });
}
