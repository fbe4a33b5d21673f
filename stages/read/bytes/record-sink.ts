/** What the cutters of a stream of bytes hand their records to. */

/** Where a record stands. `line` counts from 1 and is only known when the file was read from its start. */
export interface RecordPlace {
  /** Offset of the record's first byte in the decompressed bytes. */
  readonly offset: number;
  readonly line: number | undefined;
}

export interface RecordSink {
  /** One whole record without its line end. `bytes` is only valid during the call. */
  record(bytes: Buffer, place: RecordPlace): void;
  /** Bytes that are no record. `raw` is copied by the sink; `size` is what they took, which may be more than `raw`. */
  failed(code: string, message: string, raw: Buffer, size: number, place: RecordPlace): void;
}

/** Cuts a stream of blocks into records. */
export interface RecordCutter {
  push(block: Buffer): void;
  /**
   * The stream ended. `cut` tells that it broke off: the last record may be half; then it is returned instead of being
   * handed on as a record, unless the cutter knows that it is whole.
   */
  end(cut: boolean): Buffer;
  /** True when no further block is wanted. */
  readonly done: boolean;
}
