/** Damage in zstd frames. */
import { CompressionFailure } from "../compression-failure.js";

/** @throws RangeError */
export function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new RangeError(message);
}

export function corrupt(message: string, offset: number): CompressionFailure {
  return new CompressionFailure("corrupt-compression", message, offset);
}

export function truncated(offset: number): CompressionFailure {
  return new CompressionFailure("truncated-compression", "the zstd stream ends inside a frame", offset);
}
