/** A split read from front to back, whatever it is put together from. */
import type { ReadResult, SourceStage, Split } from "../stage.js";

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
  const { index, input } = split;
  for (const { file, bytes, divisible } of split.pieces)
    yield* source.read({ index, input, file, start: 0, end: bytes, divisible }, params);
}
