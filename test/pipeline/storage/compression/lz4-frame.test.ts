import assert from "node:assert/strict";
import { test } from "node:test";
import { packLz4Frame, unpackLz4Frame } from "../../../../pipeline/storage/compression/lz4-frame.js";

const text = Buffer.from(`${"落霞与孤鹜齐飞，秋水共长天一色。".repeat(3)}渔舟唱晚`);
/** What `lz4 -9 -BX --content-size` makes of it: checksums of header, block and content. */
const withAllChecksums = Buffer.from(
  "04224d187c409c00000000000000a942000000ff21e890bde99c9ee4b88ee5ada4e9b99ce9bd90e9a39eefbc8ce7a78be6b0b4e585b1e995bfe5a4a9e4b880e889b2e3808230004dc0e6b894e8889fe594b1e6999a701f3102000000008f2233f7",
  "hex",
);

test("a frame of LZ4 in which any one bit is damaged is refused: a letter changed on the disk would pass into the corpus", () => {
  assert.ok(unpackLz4Frame(withAllChecksums, text.length).equals(text));
  for (let bit = 0; bit < withAllChecksums.length * 8; bit++) {
    const damaged = Buffer.from(withAllChecksums);
    damaged[bit >> 3] = damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7));
    assert.throws(() => unpackLz4Frame(damaged, text.length), RangeError, `bit ${bit}`);
  }
});

test("the checksum that does not hold is named", () => {
  for (const [at, part] of [
    [4 + 1, "header"],
    [withAllChecksums.indexOf("落"), "block"],
    [withAllChecksums.length - 1, "content"],
  ] as const) {
    const damaged = Buffer.from(withAllChecksums);
    damaged[at] = damaged.readUInt8(at) ^ 1;
    assert.throws(() => unpackLz4Frame(damaged, text.length), {
      message: `the LZ4 frame's ${part} does not have its checksum`,
    });
  }
});

test("frames that this project writes have the checksum of their header, and are read", () => {
  assert.ok(unpackLz4Frame(packLz4Frame(text), text.length).equals(text));
});
