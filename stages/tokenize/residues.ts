/**
 * Proteins, a token a residue: `tokenizer: residues`.
 *
 * Letters are read without regard to case; white space is skipped. The rare residues U (selenocysteine), O (pyrrolysine) and the
 * ambiguous B and Z count as X, any. Whatever else stands there is [UNK].
 *
 * Source: vocabulary of THUDM/ProteinLM (TAPE's alphabet), 31 tokens; the mapping of ProtTrans (Elnaggar et al. 2020).
 */
import type { IdList } from "./id-list.js";
import type { AlignedText } from "./offsets/aligned-text.js";
import type { Spans } from "./offsets/spans.js";
import type { TokenizerParts } from "./tokenizer.js";

/** ProteinLM's vocabulary in file order: [PAD] 0 ... [unused1] 5, then A 6 to Z 30 without J. */
const names = ["[PAD]", "[MASK]", "[CLS]", "[SEP]", "[UNK]", "[unused1]", ..."ABCDEFGHIKLMNOPQRSTUVWXYZ"];
const UNKNOWN = 4;
const SKIPPED = -1;

/** Name -> id. */
export const residueIds: ReadonlyMap<string, number> = new Map(names.map((name, id) => [name, id]));
const idOfUnit = new Int32Array(0x10000).fill(UNKNOWN);
for (const space of " \t\r\n\u00a0\u3000\ufeff") idOfUnit[space.charCodeAt(0)] = SKIPPED;
for (const letter of "ABCDEFGHIKLMNOPQRSTUVWXYZ") {
  const id = residueIds.get("UOBZ".includes(letter) ? "X" : letter) ?? UNKNOWN;
  idOfUnit[letter.charCodeAt(0)] = id;
  idOfUnit[letter.toLowerCase().charCodeAt(0)] = id;
}

export function residueParts(): TokenizerParts {
  return {
    model: { normalize: (text) => text, encode, align: (text) => text, encodeAligned },
    names: {
      size: names.length,
      find: (token) => residueIds.get(token),
      decode: decodeResidues,
    },
    addedTokens: [],
    unknown: UNKNOWN,
    controls: new Map(names.slice(0, UNKNOWN + 1).map((name, id) => [name, id])),
  };
}

export function decodeResidues(tokens: ArrayLike<number>): string {
  return Array.from(tokens, (id) => names[id] ?? "").join("");
}

function encode(text: string, into: IdList): void {
  into.reserve(text.length);
  for (let at = 0; at < text.length; at++) {
    const id = idOfUnit[text.charCodeAt(at)]!;
    if (id !== SKIPPED) into.ids[into.length++] = id;
  }
}

function encodeAligned(aligned: AlignedText, into: IdList, spans: Spans): void {
  encode(aligned.text, into);
  for (let at = 0; at < aligned.length; at++)
    if (idOfUnit[aligned.text.charCodeAt(at)] !== SKIPPED)
      spans.add(aligned.startOf(at), aligned.endOf(at + 1));
}
