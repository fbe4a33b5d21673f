import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as utf16 from "../../../../stages/text/units/utf16.js";

for (const [way, { readUtf16, writeUtf16 }] of [
  ["this Node's way", utf16],
  ["the documented way", await withoutTheMethods()],
] as const) {
  test(`${way}: a text comes out of memory as it went in: every unit, halves of pairs and zeros too, and nothing beside it`, () => {
    const texts = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = Buffer.alloc(text.length * 2 + 2, 0xaa);
        writeUtf16(bytes, text);
        assert.equal(bytes.toString("utf16le"), `${text}\uaaaa`);
        assert.equal(readUtf16(bytes, text.length), text);
      }),
    );
  });

  test(`${way}: a text that is longer than its room is cut, not written behind it`, () => {
    const bytes = Buffer.alloc(8);
    writeUtf16(bytes.subarray(0, 4), "漢字漢字");
    assert.equal(bytes.toString("utf16le"), "漢字\0\0");
  });
}

/** The module as a Node that has the undocumented methods no more would load it. */
async function withoutTheMethods(): Promise<typeof utf16> {
  const prototype: { ucs2Write?: unknown; ucs2Slice?: unknown } = Buffer.prototype;
  const { ucs2Write, ucs2Slice } = prototype;
  Object.assign(prototype, { ucs2Write: undefined, ucs2Slice: undefined });
  try {
    return await import(new URL("../../../../stages/text/units/utf16.js?documented", import.meta.url).href);
  } finally {
    // The documented way goes through them, too.
    Object.assign(prototype, { ucs2Write, ucs2Slice });
  }
}
