/** CogView's one id space: image codes, then text, then command tokens in this order. */
import type { Vocabulary } from "../../../pipeline/contracts/stage.js";

/** Number of codes of CogView's VQ-VAE; the ids of the text begin behind them. */
export const imageCodes = 8192;

/** THUDM/CogView data_utils/unified_tokenizer.py; behind 50,000 pieces [PAD] is 58192 and [POS8] 58218. */
const names = [
  ["[PAD]", "[BOI1]", "[BOI2]", "[BOI3]", "[EOI1]", "[EOI2]", "[EOI3]", "[ROI1]", "[ROI2]", "[ROI3]"],
  ["[SEP]", "[MASK]", "[CLS]", "[ENC]", "[TINY]", "[SMALL]", "[BASE]", "[BIG]"],
  ["[POS0]", "[POS1]", "[POS2]", "[POS3]", "[POS4]", "[POS5]", "[POS6]", "[POS7]", "[POS8]"],
].flat();

/** Places that a patch of a larger picture has: three by three, half a patch apart. */
export const patchPlaces = 9;

/** The token that tells the size of a picture, by the side of its square of codes. */
export const sizeTokens = { 8: "[TINY]", 16: "[SMALL]", 32: "[BASE]", 64: "[BIG]" } as const;

export interface CommandTokens {
  id(name: string): number;
  /** Highest id plus one. */
  readonly size: number;
  /** All tokens with their ids for the manifest: `[PAD]=58192 ...`. */
  readonly listing: string;
}

/** The token behind each text as rows hold it, for the manifest, where the engine would tell the vocabulary's own id. */
export function endOfTextFact({ endOfText }: Vocabulary): Readonly<Record<string, number>> {
  return endOfText === undefined ? {} : { "end-of-text": imageCodes + endOfText };
}

/** @param textSize ids of the text's vocabulary */
export function commandTokens(textSize: number): CommandTokens {
  const first = imageCodes + textSize;
  const ids = new Map(names.map((name, index) => [name, first + index]));
  return {
    id(name) {
      const id = ids.get(name);
      if (id === undefined) throw new Error(`CogView has no command token ${name}`);
      return id;
    },
    size: first + names.length,
    listing: [...ids].map(([name, id]) => `${name}=${id}`).join(" "),
  };
}
