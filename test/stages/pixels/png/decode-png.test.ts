import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { embeddedProfile } from "../../../../stages/pixels/colour/embedded-profile.js";
import { flatten } from "../../../../stages/pixels/flatten.js";
import { decodePng } from "../../../../stages/pixels/png/decode-png.js";
import { stripMetadata } from "../../../../stages/pixels/strip-metadata.js";
import { readWebdataset } from "../../../../stages/read/read-webdataset.js";
import { sharedData, withoutData } from "../../../support/wudao.js";
import { readWith } from "../../read/read-records.js";

async function bySharp(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes).toColourspace("srgb").raw({ depth: "uchar" }).toBuffer({
    resolveWithObject: true,
  });
  return flatten(data, info.width, info.height, info.channels, 255);
}

test("real PNGs of all kinds decode to the pixels that libvips gives", { skip: withoutData }, async () => {
  let compared = 0;
  for (const set of ["emoji-twitter", "vsdocs-tw-figures", "stamps"]) {
    const tar = join(sharedData ?? "", "image-text", `${set}-000000.tar`);
    for (const { image, id } of (await readWith(readWebdataset, tar)).samples.slice(0, 120)) {
      const own = image?.format === "png" ? decodePng(image.bytes) : undefined;
      if (own === undefined || image === undefined) continue;
      // libvips would convert its colours: colour-profiles.test.ts.
      if (embeddedProfile(image.bytes, "png") !== undefined) continue;
      compared++;
      const flat = flatten(own.data, own.width, own.height, own.channels, 255);
      assert.ok(Buffer.from(flat.data).equals(Buffer.from((await bySharp(image.bytes)).data)), id);
    }
  }
  assert.ok(compared > 200, `${compared} compared`);
});

test("every colour type and depth decodes as libvips does", async () => {
  const picture = sharp(
    Buffer.from(Array.from({ length: 33 * 17 * 4 }, (_, index) => (index * 7919) % 251)),
    {
      raw: { width: 33, height: 17, channels: 4 },
    },
  );
  for (const bytes of [
    await picture.clone().png().toBuffer(),
    await picture.clone().removeAlpha().png().toBuffer(),
    await picture.clone().removeAlpha().png({ palette: true, colours: 16 }).toBuffer(),
    await picture.clone().removeAlpha().png({ palette: true, colours: 2 }).toBuffer(),
    await picture.clone().removeAlpha().toColourspace("b-w").png().toBuffer(),
    await picture.clone().png({ adaptiveFiltering: true }).toBuffer(),
    await picture.clone().png({ progressive: true }).toBuffer(),
    await picture.clone().removeAlpha().png({ progressive: true, palette: true, colours: 4 }).toBuffer(),
    // Narrower than some of the seven passes.
    await picture.clone().resize(3, 2).png({ progressive: true }).toBuffer(),
    await picture.clone().resize(1, 1).png({ progressive: true }).toBuffer(),
  ]) {
    const own = decodePng(bytes);
    assert.ok(own !== undefined);
    const flat = flatten(own.data, own.width, own.height, own.channels, 255);
    assert.ok(Buffer.from(flat.data).equals(Buffer.from((await bySharp(bytes)).data)));
    const atOnce = decodePng(bytes, 255);
    assert.ok(atOnce !== undefined);
    assert.deepEqual(flatten(atOnce.data, atOnce.width, atOnce.height, atOnce.channels, 255), flat);
  }
});

test("a damaged PNG is left to the decoder that can name the damage", () => {
  const sound = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  assert.ok(decodePng(sound));
  for (let at = 8; at < sound.length; at++) {
    const flipped = Buffer.from(sound);
    flipped[at]! ^= 0x10;
    assert.equal(decodePng(flipped), undefined, `byte ${at}`);
    assert.equal(decodePng(sound.subarray(0, at)), undefined);
  }
});

test("what follows the end of a PNG is no part of it: it is decoded as if it were not there, and goes with the metadata", async () => {
  const sound = await sharp({ create: { width: 5, height: 4, channels: 3, background: "#123456" } })
    .png()
    .toBuffer();
  // What a tool leaves that crops a screenshot in place: pixels of the larger picture.
  const cropped = Buffer.concat([
    sound,
    chunk("IDAT", deflateSync(Buffer.alloc(100))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
  for (const bytes of [cropped, Buffer.concat([sound, Buffer.from("more")])]) {
    assert.deepEqual(decodePng(bytes), decodePng(sound));
    assert.deepEqual(await bySharp(bytes), await bySharp(sound));
    assert.ok(
      Buffer.from(stripMetadata(bytes, "png") ?? []).equals(Buffer.from(stripMetadata(sound, "png") ?? [])),
    );
  }
});

function chunk(name: string, body: Uint8Array): Buffer {
  const whole = Buffer.alloc(body.length + 12);
  whole.writeUInt32BE(body.length, 0);
  whole.write(name, 4, "latin1");
  whole.set(body, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, -4)), body.length + 8);
  return whole;
}

/** A black picture that says what is asked of itself, with as many bytes of rows as that takes. */
function blackPng(
  width: number,
  height: number,
  bits: number,
  colour: number,
  samples: number,
  between: readonly Buffer[] = [],
): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([bits, colour], 8);
  const rows = new Uint8Array((Math.ceil((width * bits * samples) / 8) + 1) * height);
  const mark = Buffer.from("89504e470d0a1a0a", "hex");
  const body = deflateSync(rows);
  const end = [chunk("IDAT", body), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([mark, chunk("IHDR", head), ...between, ...end]);
}

test("a depth that a colour type does not have is damage: kernels would read pixels of the picture before", () => {
  const samplesOf = { 0: 1, 2: 3, 4: 2, 6: 4 } as const;
  for (const [colour, samples] of Object.entries(samplesOf))
    for (let bits = 0; bits <= 9; bits++) {
      const isSound = bits === 8 || (samples === 1 && [1, 2, 4].includes(bits));
      const own = decodePng(blackPng(20, 10, bits, Number(colour), samples));
      assert.equal(own?.data.length, isSound ? 20 * 10 * samples : undefined, `${bits} bits, type ${colour}`);
    }
});

test("a header that claims a larger or smaller picture than its rows are is damage, not noise below them", () => {
  const sound = blackPng(20, 10, 8, 2, 3);
  for (const [width, height] of [
    [20, 9],
    [20, 11],
    [2000, 2000],
  ] as const) {
    const claimed = Buffer.concat([blackPng(width, height, 8, 2, 3).subarray(0, 33), sound.subarray(33)]);
    assert.equal(decodePng(claimed), undefined, `${width} x ${height}`);
  }
});

test("alphas that fit no palette are ignored as libvips ignores them, and do not make pictures transparent", async () => {
  const palette = chunk("PLTE", Buffer.alloc(6));
  const alphas = (length: number): Buffer => chunk("tRNS", Buffer.alloc(length));
  const paletted = (...between: readonly Buffer[]): Buffer => blackPng(20, 10, 1, 3, 1, between);
  assert.equal(decodePng(paletted(palette, alphas(1)))?.channels, 4);
  for (const bytes of [paletted(palette, alphas(3)), paletted(alphas(1), palette)]) {
    assert.equal(decodePng(bytes), undefined);
    assert.equal((await bySharp(bytes)).data[0], 0);
  }
  assert.equal(decodePng(paletted(chunk("PLTE", Buffer.alloc(7)))), undefined);
});
