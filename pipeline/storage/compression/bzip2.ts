/**
 * Bzip2 files with any number of streams, each of any number of blocks.
 *
 * The bytes of a block are handed on when its checksum is right, since damage spoils all of it; a block of long runs, which unpacks to
 * more than 8 MiB, is handed on as it comes. Blocks begin at any bit, so the packed bytes of one (4 MB at most) are held.
 */
import { Bzip2Block, EndOfBits, inputMargin, maxPackedBlockBytes } from "./bzip2-block.js";
import { CompressionFailure, noneBegins } from "./compression-failure.js";
import type { ByteSource, UnpackedFrom } from "./packed-bytes.js";

const outputBytes = 256 << 10;
const heldOutputBytes = 8 << 20;
const headerBytes = 4;
/** Magic and checksum. */
const endBits = 80;
const blockMagic = [0x3141, 0x5926, 0x5359];
const endMagic = [0x1772, 0x4538, 0x5090];

export async function* decompressBzip2(
  source: ByteSource,
  from: UnpackedFrom,
): AsyncGenerator<Buffer, void, undefined> {
  const input = new HeldInput(source(0));
  // A file may have a stream in every 14 bytes, and the memory of a block takes longer to get than such a stream to read.
  const blocks = new Map<number, Bzip2Block>();
  try {
    for (let streams = 0; ; streams++) {
      await input.fill();
      if (input.isEmpty) return;
      if (streams > 0 && (await input.skipZeros())) return;
      const level = input.level();
      if (level === undefined) {
        if (input.beginsHeader) throw truncated(input.end);
        throw noneBegins("bzip2 stream", streams > 0, input.place);
      }
      const block = blocks.get(level) ?? new Bzip2Block(level);
      blocks.set(level, block);
      yield* blocksOf(input, block, from);
    }
  } finally {
    await input.close();
  }
}

async function* blocksOf(
  input: HeldInput,
  block: Bzip2Block,
  from: UnpackedFrom,
): AsyncGenerator<Buffer, void, undefined> {
  let combined = 0;
  for (;;) {
    await input.fill();
    const place = input.place;
    const damaged = (what: string): CompressionFailure =>
      new CompressionFailure("corrupt-compression", `the bzip2 block is damaged: ${what}`, place);
    if (input.takeMagic(endMagic)) {
      if (input.bit + 32 > 8 * input.length) throw truncated(input.end);
      if (input.word() !== combined) throw damaged("the checksum of the stream does not fit its blocks");
      input.alignToByte();
      return;
    }
    if (!input.takeMagic(blockMagic)) {
      if (8 * (input.end - input.place) < endBits) throw truncated(input.end);
      throw damaged("no block begins where one should");
    }
    try {
      input.bit = block.read(input.bytes, input.bit, input.length);
    } catch (error) {
      if (error instanceof EndOfBits && input.ended) throw truncated(input.end);
      if (error instanceof EndOfBits) throw damaged("it is longer than a block can be");
      if (error instanceof RangeError) throw damaged(error.message);
      throw error;
    }
    combined = (((combined << 1) | (combined >>> 31)) ^ block.checksum) >>> 0;
    from.place = place;
    const held: Buffer[] = [];
    for (;;) {
      const piece = Buffer.allocUnsafeSlow(outputBytes);
      const bytes = block.unpack(piece);
      if (bytes === 0) break;
      held.push(piece.subarray(0, bytes));
      if (held.length * outputBytes > heldOutputBytes) yield* held.splice(0);
    }
    if (!block.isSound) throw damaged("its checksum does not fit its content");
    yield* held;
  }
}

function truncated(offset: number): CompressionFailure {
  return new CompressionFailure("truncated-compression", "the bzip2 stream ends too early", offset);
}

/** The input from the current block on. It can be read at any bit. */
class HeldInput {
  private readonly blocks: AsyncIterator<Buffer>;
  /** The bytes that are held: `length` of them are input, and `inputMargin` zeros follow. */
  bytes: Buffer = Buffer.alloc(inputMargin);
  length = 0;
  bit = 0;
  ended = false;
  /** Offset in the file of the first byte that is held. */
  private start = 0;

  constructor(stream: AsyncIterable<Buffer>) {
    this.blocks = stream[Symbol.asyncIterator]();
  }

  /** Holds a whole block from here on, or all that is left. */
  async fill(): Promise<void> {
    const done = this.bit >>> 3;
    if (this.ended || this.length - done >= maxPackedBlockBytes) return;
    const parts: Buffer[] = [this.bytes.subarray(done, this.length)];
    let length = this.length - done;
    while (length < maxPackedBlockBytes) {
      const { done: ended, value } = await this.blocks.next();
      if (ended) {
        this.ended = true;
        break;
      }
      parts.push(value);
      length += value.length;
    }
    this.bytes = Buffer.concat(parts, length + inputMargin);
    this.length = length;
    this.start += done;
    this.bit &= 7;
  }

  /** Offset in the file of the current byte. */
  get place(): number {
    return this.start + (this.bit >>> 3);
  }

  /** Offset in the file of the end of what is held. */
  get end(): number {
    return this.start + this.length;
  }

  get isEmpty(): boolean {
    return this.bit >>> 3 >= this.length;
  }

  /** Whether all that is left is the beginning of a header. */
  get beginsHeader(): boolean {
    return "BZh".startsWith(this.bytes.toString("latin1", this.bit >>> 3, this.length));
  }

  /** Reads a stream's header and returns its level; `undefined`, and nothing is read, when none stands here. */
  level(): number | undefined {
    const at = this.bit >>> 3;
    const found = /^BZh([1-9])$/.exec(
      this.bytes.toString("latin1", at, Math.min(this.length, at + headerBytes)),
    );
    if (found === null) return undefined;
    this.bit += 8 * headerBytes;
    return Number(found[1]);
  }

  takeMagic(magic: readonly number[]): boolean {
    if (magic.some((part, index) => this.sixteenAt(this.bit + 16 * index) !== part)) return false;
    this.bit += 16 * magic.length;
    return true;
  }

  /** The next 32 bits. */
  word(): number {
    const value = (this.sixteenAt(this.bit) * 0x10000 + this.sixteenAt(this.bit + 16)) >>> 0;
    this.bit += 32;
    return value;
  }

  alignToByte(): void {
    this.bit = (this.bit + 7) & ~7;
  }

  /** Passes over zeros; @returns whether nothing else follows */
  async skipZeros(): Promise<boolean> {
    for (;;) {
      while (!this.isEmpty && this.bytes[this.bit >>> 3] === 0) this.bit += 8;
      if (!this.isEmpty) return false;
      if (this.ended) return true;
      await this.fill();
    }
  }

  async close(): Promise<void> {
    await this.blocks.return?.();
  }

  private sixteenAt(bit: number): number {
    const at = bit >>> 3;
    if (bit + 16 > 8 * this.length) return -1;
    return ((this.bytes.readUIntBE(at, 3) << (bit & 7)) >>> 8) & 0xffff;
  }
}
