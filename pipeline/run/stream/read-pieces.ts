/** Reads a split from front to back: one file, or the several small files that it gathers. */
import type { ReadResult, SourceStage, Split } from "../../contracts/stage.js";
import { readAhead } from "../../storage/read-bytes.js";

/** The split, or each of the small files that share it. */
export async function* readPieces(
  source: SourceStage,
  split: Split,
  params: Readonly<Record<string, unknown>>,
): AsyncGenerator<readonly ReadResult[]> {
  if (split.pieces === undefined) {
    yield* source.read(split, params);
    return;
  }
  const { index, input, root } = split;
  const files = split.pieces.map(({ file }) => file);
  for (const [at, { file, bytes, divisible }] of split.pieces.entries()) {
    readAhead(files.slice(at));
    yield* source.read({ index, input, root, file, start: 0, end: bytes, divisible }, params);
  }
  readAhead([]);
}
