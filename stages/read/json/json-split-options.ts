/** What a recipe says about how a split of JSON records is read. */
import type { Encoding } from "../bytes/encoding.js";

export interface JsonSplitOptions {
  readonly encoding: Encoding | "auto";
  /** Records above this many bytes are refused. */
  readonly "max-record-bytes": number;
  /** Bytes of records that are handed on at once. */
  readonly "batch-bytes": number;
}
