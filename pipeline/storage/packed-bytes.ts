/** What each decompressor is handed: the packed bytes, and where it notes how far it has come in them. */

/** Opens the compressed bytes from a byte offset on. May be called again to look closer at a damaged place. */
export type ByteSource = (start: number) => AsyncIterable<Buffer>;

/** Where in the file the piece or block begins that the block handed out last was unpacked from. */
export interface UnpackedFrom {
  place: number;
}
