/**
 * Checks of packed Parquet pages, made when hyparquet has them unpacked and before it makes anything of them. A page is known by its
 * place in the file, which is told from where its bytes lie in the buffer that hyparquet was given.
 */
import type { Compressors } from "hyparquet";
import { compressors } from "hyparquet-compressors";

type Unpack = (packed: Uint8Array, bytes: number) => Uint8Array;

export class PageChecks {
  /** Packed part -> its check, by offset in the file. */
  private readonly checks = new Map<number, ((part: Buffer) => void) | undefined>();
  /** For each buffer that holds bytes of the file: the offset in the file where it begins. */
  private readonly starts = new WeakMap<ArrayBufferLike, number>();

  /** @param check undefined for a part in which nothing can be wrong */
  add(offset: number, check: ((part: Buffer) => void) | undefined): void {
    this.checks.set(offset, check);
  }

  /** Tells that a buffer holds the bytes of the file from there on; so do the copies that hyparquet takes from it. */
  lies(buffer: ArrayBuffer, start: number): ArrayBuffer {
    this.starts.set(buffer, start);
    buffer.slice = (from = 0, to?: number) =>
      this.lies(ArrayBuffer.prototype.slice.call(buffer, from, to), start + from);
    return buffer;
  }

  /** The decompressors of hyparquet-compressors, each followed by the checks of what it unpacked. */
  get compressors(): Compressors {
    return Object.fromEntries(
      Object.entries(compressors).map(([codec, unpack]) => [codec, this.checked(unpack as Unpack)]),
    );
  }

  private checked(unpack: Unpack): Unpack {
    return (packed, bytes) => {
      const place = (this.starts.get(packed.buffer) ?? Number.NaN) + packed.byteOffset;
      // Never unchecked: runs that are wrong would abort the process.
      if (!this.checks.has(place)) throw new Error("a page does not lie where its headers say");
      // A column of nulls has an empty dictionary, and hyparquet-compressors refuses what LZ4 makes of nothing.
      const part = bytes === 0 ? new Uint8Array() : unpack(packed, bytes);
      this.checks.get(place)?.(Buffer.from(part.buffer, part.byteOffset, part.length));
      return part;
    };
  }
}
