/** Reading and writing of open files in full: the system may take or give less at a time than it was asked for. */
import { readFileSync, readSync, writeSync } from "node:fs";

export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}

/**
 * Fills `into` with what stands from `start` on.
 *
 * @param endedAt the error for a file that ends there, too early
 */
export function readAll(
  descriptor: number,
  into: Uint8Array,
  start: number,
  endedAt: (offset: number) => Error,
): void {
  for (let done = 0; done < into.length; ) {
    const got = readSync(descriptor, into, done, into.length - done, start + done);
    if (got === 0) throw endedAt(start + done);
    done += got;
  }
}

/** A file of u32, little-endian as the machine. */
export function readUint32s(path: string): Uint32Array {
  return new Uint32Array(readAligned(path));
}

/** A file of f64, little-endian as the machine. */
export function readFloat64s(path: string): Float64Array {
  return new Float64Array(readAligned(path));
}

/** In a buffer of its own: small files are read into a shared one, where numbers may begin at any byte. */
function readAligned(path: string): ArrayBuffer {
  return new Uint8Array(readFileSync(path)).buffer;
}
