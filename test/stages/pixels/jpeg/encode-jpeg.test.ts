import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { encodeImage } from "../../../../stages/pixels/encode.js";
import { encodeJpeg } from "../../../../stages/pixels/jpeg/encode-jpeg.js";
import type { Raster } from "../../../../stages/pixels/raster.js";

/** Slopes, edges and noise, so that all lengths of codes and runs of zeros occur. */
function picture(width: number, height: number, noise: number): Raster {
  let state = width * 7919 + height;
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const x = Math.floor(at / 3) % width;
    const y = Math.floor(at / 3 / width);
    const tone = (x * (at % 3) * 2 + y * 3 + ((x >> 4) + (y >> 3)) * 90) & 255;
    return noise * (state >>> 24) + (1 - noise) * tone;
  });
  return { width, height, channels: 3, data };
}

async function bySharp({ width, height, channels, data }: Raster, quality: number): Promise<Buffer> {
  const image = sharp(data, { raw: { width, height, channels } });
  return await image.jpeg({ quality, optimiseCoding: false }).toBuffer();
}

test("a JPEG has the bytes that libjpeg writes, at every size and quality", async () => {
  const sizes = [
    [256, 256],
    [1, 1],
    [8, 8],
    [17, 9],
    [9, 24],
    [15, 33],
    [40, 31],
    [100, 1],
    [3, 130],
  ] as const;
  for (const [width, height] of sizes)
    for (const [quality, noise] of [
      [75, 0.1],
      [90, 0],
      [100, 1],
      [1, 0.5],
      [30, 0.9],
    ] as const) {
      const raster = picture(width, height, noise);
      const own = Buffer.from(encodeJpeg(raster, quality));
      const expected = await bySharp(raster, quality);
      assert.ok(own.equals(expected), `${width} x ${height}, quality ${quality}, noise ${noise}`);
    }
});

test("hard black and white, the largest frequencies there are, encode as libjpeg has them", async () => {
  const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => {
    const x = Math.floor(at / 3) % 64;
    const y = Math.floor(at / 3 / 64);
    return (x ^ (y * 3) ^ (at % 3)) & 1 ? 255 : 0;
  });
  const raster: Raster = { width: 64, height: 64, channels: 3, data };
  for (const quality of [1, 50, 95, 100])
    assert.ok(Buffer.from(encodeJpeg(raster, quality)).equals(await bySharp(raster, quality)), `${quality}`);
});

test("a picture longer than a JPEG can tell is an error and no JPEG of another length", async () => {
  for (const [width, height] of [
    [1, 70_000],
    [70_000, 1],
  ] as const)
    await assert.rejects(encodeImage(picture(width, height, 0), "jpeg", 90));
});
