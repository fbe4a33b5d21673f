/**
 * The small model behind language identification: log-probabilities of letter trigrams for the languages in Latin script, and
 * for each Han character how much it speaks for classical Chinese. `train-languages.ts` makes the file.
 *
 * Memory: 1 MB, once it is needed.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { shippedFile } from "../../files/shipped-file.js";
import { trigramRange } from "./latin-trigrams.js";

/** The four of the mission, then their neighbours, so that Spanish is not taken for French. */
export const latinLanguages = ["en", "fr", "de", "cs", "es", "it", "pt", "nl", "pl"] as const;
export type LatinLanguage = (typeof latinLanguages)[number];

/** Fractions of a natural logarithm that one step of a stored weight is. */
export const trigramStep = 1 / 8;
export const hanStep = 1 / 16;

/** The file as JSON: trigrams as differences between neighbours, weights as base64 of signed bytes. */
export interface LanguageModelFile {
  readonly source: string;
  readonly trigrams: readonly number[];
  /** One byte for each trigram and language. */
  readonly trigramWeights: string;
  readonly unknownTrigram: number;
  readonly han: string;
  /** One byte for each character of `han`. */
  readonly hanWeights: string;
}

export interface LanguageModel {
  /** Row of each trigram in `rows`; row 0 is for those that were not seen. */
  readonly rowOf: Uint16Array;
  /** At [row * languages + language]: log-probability in `trigramStep`. */
  readonly rows: Int8Array;
  /** At [UTF-16 unit]: log-odds of classical against modern Chinese in `hanStep`; 0 for what was not seen. */
  readonly classical: Int8Array;
}

export const languageModelPath = ["stages", "text", "language", "languages.json.gz"] as const;
let loaded: LanguageModel | undefined;

export function languageModel(): LanguageModel {
  loaded ??= read();
  return loaded;
}

function read(): LanguageModel {
  const packed = gunzipSync(readFileSync(shippedFile(...languageModelPath))).toString("utf8");
  const file = JSON.parse(packed) as LanguageModelFile;
  const rowOf = new Uint16Array(trigramRange);
  let trigram = 0;
  file.trigrams.forEach((step, index) => {
    trigram += step;
    rowOf[trigram] = index + 1;
  });
  const known = new Int8Array(Buffer.from(file.trigramWeights, "base64"));
  const rows = new Int8Array(latinLanguages.length + known.length).fill(file.unknownTrigram);
  rows.set(known, latinLanguages.length);
  const classical = new Int8Array(0x10000);
  const hanWeights = new Int8Array(Buffer.from(file.hanWeights, "base64"));
  for (let i = 0; i < file.han.length; i++) classical[file.han.charCodeAt(i)] = hanWeights[i] ?? 0;
  return { rowOf, rows, classical };
}
