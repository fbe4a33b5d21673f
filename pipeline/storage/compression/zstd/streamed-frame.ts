/** A zstd frame that is decoded block by block, and its content compared with what the frame says of it. */
import type { UnpackedFrom } from "../packed-bytes.js";
import { type ZstdBlock, ZstdBlockDecoder } from "./blocks.js";
import { corrupt } from "./check.js";
import type { FrameHeader } from "./frame-header.js";
import { Xxh64 } from "./xxh64.js";

export class StreamedFrame {
  private readonly decoder: ZstdBlockDecoder;
  private readonly checksum: Xxh64 | undefined;
  private bytes = 0;

  constructor(
    private readonly header: FrameHeader,
    private readonly from: UnpackedFrom,
  ) {
    this.decoder = new ZstdBlockDecoder(header.windowBytes);
    this.checksum = header.checksum ? new Xxh64() : undefined;
  }

  *decode(blocks: Iterable<ZstdBlock>): Generator<Buffer, void, undefined> {
    for (const block of blocks) {
      const decoded = this.decodeBlock(block);
      this.bytes += decoded.length;
      this.checksum?.update(decoded);
      this.from.place = block.offset;
      if (decoded.length > 0) yield decoded;
    }
  }

  private decodeBlock(block: ZstdBlock): Buffer {
    try {
      return this.decoder.decode(block);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw corrupt(`the zstd frame is damaged: ${error.message}`, block.offset);
    }
  }

  /**
   * To be called behind the last block.
   *
   * @param stored the checksum as it stands in the file; not looked at where the header says that there is none
   * @param offset of the end of the frame
   */
  checkContent(stored: Buffer, offset: number): void {
    const { contentBytes } = this.header;
    if (contentBytes !== undefined && contentBytes !== this.bytes)
      throw corrupt(
        `the zstd frame is damaged: it gives ${this.bytes} bytes, and states ${contentBytes}`,
        offset,
      );
    const actual = this.checksum?.low32();
    if (actual === undefined) return;
    const expected = stored.readUInt32LE(0);
    if (actual !== expected)
      throw corrupt(
        `the zstd frame is damaged: its content has the checksum ${hexadecimal(actual)}, and ${hexadecimal(expected)} is stored`,
        offset,
      );
  }
}

function hexadecimal(value: number): string {
  return value.toString(16).padStart(8, "0");
}
