/** The checksums of xz: CRC-32 and CRC-64 (ECMA-182, reflected), and SHA-256. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** Takes bytes, and compares with what is stored. */
export interface Check {
  /** Number of bytes of the stored checksum. */
  readonly bytes: number;
  update(bytes: Uint8Array): void;
  matches(stored: Buffer): boolean;
}

/** A 64-bit number as two halves of 32 bits: twenty times as fast as BigInt. */
const low64 = new Int32Array(256);
const high64 = new Int32Array(256);
for (let index = 0; index < 256; index++) {
  let low = index;
  let high = 0;
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (carry === 1) {
      low ^= 0xd7870f42;
      high ^= 0xc96c5795;
    }
  }
  low64[index] = low;
  high64[index] = high;
}

class Crc32 implements Check {
  readonly bytes = 4;
  private value = 0;

  update(bytes: Uint8Array): void {
    this.value = crc32(bytes, this.value);
  }

  matches(stored: Buffer): boolean {
    return stored.readUInt32LE(0) === this.value;
  }
}

class Crc64 implements Check {
  readonly bytes = 8;
  private low = -1;
  private high = -1;

  update(bytes: Uint8Array): void {
    let { low, high } = this;
    for (let at = 0; at < bytes.length; at++) {
      const index = (low ^ bytes[at]!) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ low64[index]!;
      high = (high >>> 8) ^ high64[index]!;
    }
    this.low = low;
    this.high = high;
  }

  matches(stored: Buffer): boolean {
    return stored.readInt32LE(0) === ~this.low && stored.readInt32LE(4) === ~this.high;
  }
}

/** @param bytes how many are stored and not looked at */
function unchecked(bytes: number): Check {
  return { bytes, update: () => {}, matches: () => true };
}

function sha256(): Check {
  const hash = createHash("sha256");
  return {
    bytes: 32,
    update: (bytes) => void hash.update(bytes),
    matches: (stored) => hash.digest().equals(stored),
  };
}

/** Bytes of each kind of check, by its number; those without a meaning yet have a size, so that they can be passed over. */
const sizes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64] as const;

/** @param kind 0 to 15, as the header of the stream states */
export function checkOf(kind: number): Check {
  if (kind === 1) return new Crc32();
  if (kind === 4) return new Crc64();
  if (kind === 10) return sha256();
  return unchecked(sizes[kind] ?? 0);
}
