/**
 * Edges: what `match` leaves for `resolve`. A run file of five words a record:
 *
 * | word | what                                        |
 * |------|---------------------------------------------|
 * | 0, 1 | split and ordinal of one sample             |
 * | 2, 3 | split and ordinal of the other              |
 * | 4    | their similarity, as the bits of a float32  |
 */
import { RunReader } from "../../pipeline/storage/sorted-run.js";

export const edgeWords = 5;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

export function encodeSimilarity(similarity: number): number {
  float[0] = similarity;
  return bits[0] ?? 0;
}

/** To seven decimals, so that 0.8 comes back as 0.8. */
export function decodeSimilarity(word: number): number {
  bits[0] = word;
  return Math.round((float[0] ?? 0) * 1e7) / 1e7;
}

/** The edges of a file, block by block: each block holds whole records. */
export function* edgeBlocks(path: string): Generator<Uint32Array> {
  const reader = new RunReader(path, edgeWords);
  try {
    for (let block = 0; block * reader.blockRecords < reader.records; block++) yield reader.readBlock(block);
  } finally {
    reader.close();
  }
}
