/** What each decompressor is handed: the packed bytes, and where it notes how far it has come in them. */

/** Opens the compressed bytes from a byte offset on. May be called again to look closer at a damaged place. */
export type ByteSource = (start: number) => AsyncIterable<Buffer>;

/** The place in the packed file of what the latest unpacked block came from. */
export interface UnpackedFrom {
  place: number;
}
