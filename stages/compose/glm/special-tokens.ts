/** The command tokens of GLM, in the order in which its tokenizers append them to the vocabulary. */
import type { Vocabulary } from "../../../pipeline/contracts/stage.js";
import { type SpecialTokens, specialTokens } from "../special-tokens.js";

type GlmToken =
  | "eos"
  | "[SEP]"
  | "[CLS]"
  | "[MASK]"
  | "unk"
  | "sop"
  | "eop"
  | "[sMASK]"
  | "[gMASK]"
  | "dBLOCK";
export type GlmTokens = SpecialTokens<GlmToken>;

/**
 * THUDM/GLM data_utils/tokenization.py; glm-10b-chinese added_tokens.json: behind 50,000 pieces <|endoftext|> 50000, [SEP]
 * 50001, [CLS] 50002, [MASK] 50003, two unused, sop 50006, eop 50007, [sMASK] 50008, [gMASK] 50009, dBLOCK 50010. Without
 * `--fix-command-token` the released code gives [gMASK] the id of eop; the released models do not, and neither does this.
 */
const chinese = [
  ["eos", "<|endoftext|>", "<eod>"],
  ["[SEP]"],
  ["[CLS]", "[ENC]"],
  ["[MASK]"],
  ["unk", "[UNUSED1]"],
  ["[UNUSED2]"],
  ["sop", "<|startofpiece|>"],
  ["eop", "<|endofpiece|>"],
  ["[sMASK]"],
  ["[gMASK]"],
  ["dBLOCK"],
] as const;

/** The English order, behind GPT-2's 50,257: sop 50257, eop 50258, [CLS] 50259 ... dBLOCK 50265. */
const english = [
  ["eos", "<|endoftext|>", "<eod>"],
  ["sop", "<|startofpiece|>"],
  ["eop", "<|endofpiece|>"],
  ["[CLS]", "[ENC]"],
  ["[MASK]"],
  ["[SEP]"],
  ["unk", "[UNUSED1]"],
  ["[gMASK]"],
  ["[sMASK]"],
  ["dBLOCK"],
] as const;

export function glmTokens(vocabulary: Vocabulary, order: "chinese" | "english"): GlmTokens {
  return specialTokens(vocabulary, order === "chinese" ? chinese : english);
}
