/** The stage that turns text into token ids. */
import { z } from "zod";
import { UserError } from "../../pipeline/contracts/errors.js";
import { withTokens } from "../../pipeline/contracts/sample.js";
import { defineMap, type StageContext } from "../../pipeline/contracts/stage.js";
import { countUnknown } from "./count-unknown.js";
import { namedToken } from "./named-token.js";
import { filesOfTokenizer, tokenizerFile } from "./named-tokenizer.js";
import type { Tokenizer } from "./tokenizer.js";
import { withAddedTokens } from "./with-added-tokens.js";

const parameters = z.object({
  tokenizer: z
    .string()
    .default("default")
    .describe(
      "`default`: the tokenizer that comes with the project (32,000 tokens, fits uint16); `residues`: proteins, a token a residue; " +
        "else the file of one, relative to the recipe: a Hugging Face tokenizer.json (BPE over bytes or characters, Unigram, " +
        "WordPiece), a SentencePiece .model, BERT's vocab.txt, tiktoken's JSON of ranks and pattern (also packed: .gz, .zst)",
    ),
  "bos-token": z
    .string()
    .optional()
    .describe(
      "name of a token to put before every text (behind its prompt, where it has one); none without it",
    ),
  "append-eos": z.boolean().default(true).describe("put the end-of-text token behind every document"),
  "eos-token": z
    .string()
    .optional()
    .describe(
      "name of the end-of-text token; without it the usual names are tried (<|endoftext|>, </s>, <eos> ...)",
    ),
  "added-tokens": z
    .array(z.string().min(1))
    .default([])
    .describe(
      "names of tokens that get the ids behind the vocabulary, in this order, where it lacks them: such as an `eos-token` that " +
        "the model has and its tokenizer's file does not",
    ),
  "special-tokens": z
    .enum(["data", "parse"])
    .default("data")
    .describe(
      "names of special tokens that stand in a text: `data` keeps them text, `parse` makes them special tokens",
    ),
});

type TokenizeParameters = z.output<typeof parameters>;

export const tokenize = defineMap({
  name: "tokenize",
  summary: "Turns the text into token ids, with the tokenizer that a model ships with.",
  source:
    "Sennrich et al. 2016 (BPE), Radford et al. 2019 (byte level); equal to Hugging Face tokenizers, sentencepiece and tiktoken. Speed: van Antwerpen and " +
    "Neubeck 2024, So many tokens, so little time",
  parameters,
  examples: [{ in: "大规模语料", out: "大规模语料" }],
  cost: { memoryBytes: 60_000_000 },
  files: (params) => filesOfTokenizer(params.tokenizer),

  async open(params, context) {
    const tokenizer = await openTokenizer(params, context);
    const before =
      params["bos-token"] === undefined ? [] : [namedToken(tokenizer, params["bos-token"], "bos-token")];
    const behind = params["append-eos"] ? [endOfTextId(tokenizer, params)] : [];
    const added = before.length + behind.length;
    let framed = new Uint32Array(1 << 14);
    return (sample, found) => {
      // Composers put it before the text. First, since the ids are lent until the next text.
      if (tokenizer.unknownId !== undefined && typeof sample.meta.prompt === "string")
        countUnknown(tokenizer.encode(sample.meta.prompt), tokenizer, found);
      const ids = tokenizer.encode(sample.text);
      countUnknown(ids, tokenizer, found);
      if (added === 0) return withTokens(sample, ids);
      if (ids.length + added > framed.length) framed = new Uint32Array(2 * (ids.length + added));
      framed.set(before);
      framed.set(ids, before.length);
      framed.set(behind, before.length + ids.length);
      return withTokens(sample, framed.subarray(0, ids.length + added));
    };
  },

  async vocabulary(params, context) {
    const tokenizer = await openTokenizer(params, context);
    return {
      size: tokenizer.vocabularySize,
      name: params.tokenizer,
      decode: (ids) => tokenizer.decode(ids),
      encode: (text) => tokenizer.encode(text),
      idOf: (name) => tokenizer.idOf(name),
      ...(params["append-eos"] ? { endOfText: endOfTextId(tokenizer, params) } : {}),
    };
  },
});

/** The last tokenizer that was loaded: the stage and its vocabulary are asked for by the same worker, one after the other. */
let last: { readonly key: string; readonly tokenizer: Promise<Tokenizer> } | undefined;

async function openTokenizer(
  params: TokenizeParameters,
  context: Pick<StageContext, "baseDir">,
): Promise<Tokenizer> {
  const path = tokenizerFile(params.tokenizer, context.baseDir);
  const key = `${params["special-tokens"]} ${path}`;
  if (last?.key !== key) last = { key, tokenizer: load(path, params["special-tokens"]) };
  return withAddedTokens(await last.tokenizer, params["added-tokens"]);
}

/** The families are read when one of them is needed: the thread that checks a recipe never does. */
async function load(path: string, specialTokens: TokenizeParameters["special-tokens"]): Promise<Tokenizer> {
  const { loadTokenizer } = await import("./load-tokenizer.js");
  return loadTokenizer(path, specialTokens);
}

function endOfTextId(tokenizer: Tokenizer, params: TokenizeParameters): number {
  const name = params["eos-token"];
  const id = name === undefined ? tokenizer.endOfTextId : tokenizer.idOf(name);
  if (id !== undefined) return id;
  throw new UserError(
    "no-end-of-text-token",
    name === undefined
      ? "the tokenizer has no end-of-text token by a usual name"
      : `the tokenizer has no token "${name}"`,
    "Name one that it has with `eos-token`, put it behind the vocabulary with `added-tokens`, or set `append-eos: false`",
    { key: "eos-token" },
  );
}
