/** The checksum of a zstd frame's content: the lower half of XXH64 with seed 0, of bytes that come in pieces. */
import { loadKernel } from "../../../kernels/load-kernel.js";

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly stripes: (at: number, end: number) => void;
  readonly low32: (at: number, end: number, bytes: number) => number;
}

const stripeBytes = 32;
/** What the kernel takes in one call; its memory has room for a stripe more. */
const pieceBytes = 128 << 10;

/** Compiled when the first large frame is met. */
let kernelModule: WebAssembly.Module | undefined;

export class Xxh64 {
  private readonly kernel: Kernel;
  private readonly memory: Uint8Array;
  private bytes = 0;
  /** Bytes at the start of the memory that do not fill a stripe yet. */
  private waiting = 0;

  constructor() {
    kernelModule ??= loadKernel(new URL("./xxh64.wasm", import.meta.url));
    this.kernel = new WebAssembly.Instance<Kernel & Record<string, unknown>>(kernelModule, {}).exports;
    this.memory = new Uint8Array(this.kernel.memory.buffer);
  }

  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += pieceBytes) this.take(bytes.subarray(at, at + pieceBytes));
  }

  private take(piece: Uint8Array): void {
    this.memory.set(piece, this.waiting);
    this.bytes += piece.length;
    const end = this.waiting + piece.length;
    this.waiting = end % stripeBytes;
    this.kernel.stripes(0, end - this.waiting);
    this.memory.copyWithin(0, end - this.waiting, end);
  }

  /** @returns 0 to 2^32 - 1 */
  low32(): number {
    return this.kernel.low32(0, this.waiting, this.bytes) >>> 0;
  }
}
