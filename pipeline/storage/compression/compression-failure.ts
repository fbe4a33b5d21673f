/** How a compressed stream can end badly. */

export type CompressionFailureCode =
  /** The stream ends inside a member or frame. */
  | "truncated-compression"
  /** A block, a checksum or a size does not fit. */
  | "corrupt-compression"
  /** Far more comes out than text packs to. */
  | "unpacks-without-end"
  /** Something that is no member or frame follows the last good one. */
  | "trailing-garbage"
  /** A dictionary, or a window larger than the limit, would be needed. */
  | "unsupported-compression";

/** Thrown by decompressing streams after every good byte was delivered. */
export class CompressionFailure extends Error {
  override readonly name = "CompressionFailure";
  constructor(
    readonly code: CompressionFailureCode,
    message: string,
    /** Offset in the compressed bytes at which the failure was found. */
    readonly offset: number,
  ) {
    super(message);
  }
}

/**
 * Where a stream should begin there is something else.
 *
 * @param what `xz stream`, `zstd frame`
 * @param follows whether a good one stands before it
 */
export function noneBegins(what: string, follows: boolean, offset: number): CompressionFailure {
  return follows
    ? new CompressionFailure("trailing-garbage", `bytes that are no ${what} follow the last good one`, offset)
    : new CompressionFailure("corrupt-compression", `the file begins with no ${what}`, offset);
}
