import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import sharp, { type Sharp } from "sharp";
import { SampleError } from "../../../pipeline/contracts/errors.js";
import { makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import { imageFilter } from "../../../stages/image/image-filter.js";
import { imagePrepare } from "../../../stages/image/image-prepare.js";
import { imageProbe } from "../../../stages/image/image-probe.js";
import { readImageHeader } from "../../../stages/pixels/headers/read-image-header.js";
import { readWebdataset } from "../../../stages/read/read-webdataset.js";
import { encodedImage } from "../../../stages/read/records/image-sample.js";
import { sharedData, withoutData } from "../../support/wudao.js";
import { readWith } from "../read/read-records.js";

const context = { baseDir: ".", seed: 1 };

function sampleOf(bytes: Uint8Array): Sample {
  return makeSample({ id: "1", source: "s", origin: "o", text: "", image: encodedImage(bytes) });
}

async function prepare(bytes: Uint8Array, params: object = {}): Promise<Sample> {
  const run = await imagePrepare.open(imagePrepare.parameters.parse(params), context);
  const [outcome] = await run([sampleOf(bytes)]);
  if (outcome instanceof SampleError) throw outcome;
  assert.ok(outcome !== undefined && "id" in outcome);
  return outcome;
}

/** Two halves: left red, right blue. */
function halves(width = 64, height = 32): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++)
    data[pixel * 3 + (pixel % width < width / 2 ? 0 : 2)] = 255;
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const probe = imageProbe.open(imageProbe.parameters.parse({ "max-pixels": 1_000_000 }), context);

async function reasonOf(bytes: Uint8Array): Promise<string | undefined> {
  return (await probe)(sampleOf(bytes)).reason;
}

test("each class of unusable pictures is told by the header alone, and sound pictures pass", async () => {
  const jpeg = await halves().jpeg().toBuffer();
  const png = await halves().png().toBuffer();
  const webp = await halves().webp().toBuffer();
  for (const sound of [jpeg, png, webp, await halves().gif().toBuffer()])
    assert.equal(await reasonOf(sound), undefined);
  assert.equal(await reasonOf(jpeg.subarray(0, jpeg.length - 2)), "truncated");
  assert.equal(await reasonOf(png.subarray(0, png.length - 20)), "truncated");
  assert.equal(await reasonOf(webp.subarray(0, webp.length - 9)), "truncated");
  assert.equal(await reasonOf(Buffer.from("<html>not found</html>")), "broken");
  assert.equal(await reasonOf(Buffer.alloc(0)), "broken");
  assert.equal(await reasonOf(await halves(2, 1).png().toBuffer()), "one-pixel");
  const bomb = Buffer.from(png);
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  assert.equal(await reasonOf(bomb), "bomb");
});

test("a picture is counted once: as dropped, or by the class with which it goes on", async () => {
  const run = await imageProbe.open(imageProbe.parameters.parse({}), context);
  const found: string[] = [];
  const tell = (kind: string): void => void found.push(kind);
  const cmyk = await halves().toColourspace("cmyk").jpeg().toBuffer();
  assert.equal(run(sampleOf(Buffer.from("no picture")), tell).reason, "broken");
  assert.deepEqual(found, []);
  assert.equal(run(sampleOf(cmyk), tell).reason, undefined);
  assert.deepEqual(found, ["cmyk"]);
});

test("a picture above the pixel limit is never decoded", async () => {
  const png = await halves().png().toBuffer();
  await assert.rejects(prepare(png, { "max-pixels": 2047 }), { code: "over-pixels" });
  await assert.rejects(prepare(await halves(2, 70_000).png().toBuffer()), { code: "over-pixels" });
});

test("EXIF orientation is applied, and GPS and all other notes are gone", async () => {
  const turned = await halves()
    .jpeg()
    .withExif({ IFD0: { Copyright: "someone" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "31/1 13/1 0/1" } })
    .withMetadata({ orientation: 6 })
    .toBuffer();
  assert.equal(readImageHeader(turned)?.orientation, 6);
  const { image } = await prepare(turned, { fit: "keep", encode: "png" });
  assert.deepEqual([image?.width, image?.height], [32, 64]);
  const plain = await halves()
    .jpeg()
    .withExif({ IFD3: { GPSLatitudeRef: "N", GPSLatitude: "31/1 13/1 0/1" } })
    .toBuffer();
  assert.ok((await sharp(plain).metadata()).exif);
  const kept = await prepare(plain, { fit: "keep", encode: "original" });
  const metadata = await sharp(kept.image?.bytes).metadata();
  assert.equal(metadata.exif, undefined);
  assert.deepEqual(
    await sharp(kept.image?.bytes).raw().toBuffer(),
    await sharp(plain).raw().toBuffer(),
    "the pixels are those of the source, not encoded anew",
  );
});

test("a second picture that a phone appended goes with its GPS, and so do notes between scans; profile and pixels stay", async () => {
  const gps = { IFD3: { GPSLatitudeRef: "N", GPSLatitude: "31/1 13/1 0/1" } };
  const gainMap = await halves().jpeg().withExif(gps).toBuffer();
  for (const progressive of [false, true]) {
    const plain = await halves(400, 200).jpeg({ progressive }).withIccProfile("p3").toBuffer();
    // MPF's index of the second picture, and a comment in front of the last scan.
    const index = Buffer.from("\xff\xe2\0\x0cMPF\0GPSLat", "latin1");
    const comment = Buffer.from("\xff\xfe\0\x0aGPSLat31", "latin1");
    const scan = plain.lastIndexOf("\xff\xda", undefined, "latin1");
    const parts = [plain.subarray(0, 2), index, plain.subarray(2, scan), comment, plain.subarray(scan)];
    const phone = Buffer.concat([...parts, gainMap, Buffer.from("ftypmp42 GPS")]);
    const { image } = await prepare(phone, { fit: "keep", encode: "original" });
    assert.deepEqual(Buffer.from(image?.bytes ?? []), plain);
  }
});

test("an original with bytes before its last scan, which every decoder leaves out, keeps that scan", async () => {
  const plain = await halves(400, 200).jpeg({ progressive: true }).toBuffer();
  const scan = plain.lastIndexOf("\xff\xda", undefined, "latin1");
  const padded = Buffer.concat([plain.subarray(0, scan), Buffer.from([0, 7]), plain.subarray(scan)]);
  const { image } = await prepare(padded, { fit: "keep", encode: "original" });
  assert.deepEqual(Buffer.from(image?.bytes ?? []), plain);
});

test("a JPEG with stray bytes before a segment in front of its pixels is read, with its profile: it was no picture", async () => {
  const plain = await halves().jpeg().withIccProfile("p3").toBuffer();
  const { arrays } = await prepare(plain, { fit: "keep", tensor: "hwc" });
  for (const marker of ["\xff\xe2", "\xff\xdb", "\xff\xc0", "\xff\xc4", "\xff\xda"]) {
    const at = plain.indexOf(marker, 0, "latin1");
    const stray = Buffer.from("\0GPS\xff\0", "latin1");
    const padded = Buffer.concat([plain.subarray(0, at), stray, plain.subarray(at)]);
    const read = await prepare(padded, { fit: "keep", tensor: "hwc", encode: "original" });
    assert.deepEqual(read.arrays.pixels, arrays.pixels);
    assert.deepEqual(Buffer.from(read.image?.bytes ?? []), plain);
  }
});

test("WebP and AVIF from phones stand upright in their shape: they were squeezed, and lay on their heads as originals", async () => {
  const wide = (): Sharp => halves(800, 400);
  for (const orientation of [1, 3, 5, 6, 8]) {
    const turned = await wide().webp({ lossless: true }).withMetadata({ orientation }).toBuffer();
    const upright = await sharp(turned).autoOrient().png().toBuffer();
    const { arrays } = await prepare(turned, { size: 100, tensor: "hwc" });
    assert.ok(apart(arrays.pixels, (await prepare(upright, { size: 100, tensor: "hwc" })).arrays.pixels) < 8);
    assert.deepEqual(arrays[".source-size"], (await prepare(upright)).arrays[".source-size"]);
    const kept = await prepare(turned, { fit: "keep", encode: "original" });
    assert.equal(kept.image?.format, orientation === 1 ? "webp" : "jpeg");
    const [first = 0] = await sharp(kept.image?.bytes).raw().toBuffer();
    const [red = 0] = await sharp(upright).raw().toBuffer();
    assert.ok(Math.abs(first - red) < 8, `orientation ${orientation}`);
  }
  const avif = await wide().avif().toBuffer();
  // A quarter turn, in place of the box that tells bits a channel, which decoders do not need.
  const box = avif.indexOf("pixi");
  avif.write("irot", box, "latin1");
  avif[box + 4] = 1;
  const { arrays } = await prepare(avif, { size: 100, tensor: "hwc" });
  assert.deepEqual(arrays[".source-size"], Int32Array.of(400, 800));
});

/** Mean difference of tones. */
function apart(some: ArrayLike<number> = [], others: ArrayLike<number> = []): number {
  assert.equal(some.length, others.length);
  const sum = Array.from(some).reduce((total, each, at) => total + Math.abs(each - (others[at] ?? 0)), 0);
  return sum / some.length;
}

test("a sound picture of a format without a decoder is not called broken", async () => {
  const bmp = Buffer.alloc(54 + 4 * 4);
  bmp.write("BM");
  bmp.writeUInt32LE(54, 10);
  bmp.writeUInt32LE(40, 14);
  bmp.writeInt32LE(2, 18);
  bmp.writeInt32LE(2, 22);
  bmp.writeUInt16LE(1, 26);
  bmp.writeUInt16LE(24, 28);
  await assert.rejects(prepare(bmp), {
    code: "unsupported-image",
    message: /^the bmp picture cannot .*; convert it/,
  });
  const png = await halves().png().toBuffer();
  await assert.rejects(prepare(png.subarray(0, png.length - 30)), { code: "broken-image" });
});

test("transparent pixels take the tone that the recipe names", async () => {
  const clear = await sharp({
    create: { width: 40, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  })
    .png()
    .toBuffer();
  for (const background of [255, 0, 128]) {
    const { arrays } = await prepare(clear, { fit: "keep", tensor: "hwc", background });
    assert.ok(arrays.pixels?.every((value) => value === background));
  }
});

for (const { tone, seenOn } of [
  { tone: 255, seenOn: 0 },
  { tone: 128, seenOn: 0 },
  { tone: 127, seenOn: 255 },
])
  test(`a drawing of tone ${tone} on nothing is seen on ${seenOn}: on its own tone it was lost as a picture of one colour`, async () => {
    const shape = Buffer.alloc(64 * 64 * 4, tone);
    for (let pixel = 0; pixel < 64 * 64; pixel++) shape[4 * pixel + 3] = pixel < 64 * 32 ? 0 : 255;
    const drawing = await sharp(shape, { raw: { width: 64, height: 64, channels: 4 } })
      .png()
      .toBuffer();
    const prepared = await prepare(drawing, { size: 64, tensor: "hwc", background: tone });
    const pixels = prepared.arrays.pixels ?? [];
    assert.deepEqual([pixels[0], pixels[pixels.length - 1]], [seenOn, tone]);
    assert.equal(
      (await imageFilter.open(imageFilter.parameters.parse({}), context))(prepared).reason,
      undefined,
    );
  });

test("the pixel array has one size whatever the picture's, by rows or by channels", async () => {
  const png = await halves(100, 60).png().toBuffer();
  const rows = (await prepare(png, { size: 32, tensor: "hwc" })).arrays.pixels;
  const planes = (await prepare(png, { size: 32, tensor: "chw" })).arrays.pixels;
  assert.equal(rows?.length, 32 * 32 * 3);
  for (const pixel of [0, 500, 1023])
    for (const c of [0, 1, 2]) assert.equal(planes?.[c * 1024 + pixel], rows[pixel * 3 + c]);
  assert.deepEqual([rows[0], rows[2]], [255, 0]);
});

test("one colour, an empty frame and a picture that nobody measured are dropped with their reasons", async () => {
  const filter = await imageFilter.open(imageFilter.parameters.parse({}), context);
  const grey = { r: 90, g: 90, b: 90 };
  const solid = sharp({ create: { width: 64, height: 64, channels: 3, background: grey } });
  assert.equal(filter(await prepare(await solid.png().toBuffer())).reason, "solid-colour");
  const dot = await sharp({ create: { width: 4, height: 4, channels: 3, background: "red" } })
    .png()
    .toBuffer();
  const framed = await solid
    .composite([{ input: dot, left: 20, top: 20 }])
    .png()
    .toBuffer();
  assert.equal(filter(await prepare(framed)).reason, "placeholder");
  assert.equal(filter(sampleOf(framed)).reason, "not-measured");
  assert.equal(filter(await prepare(await halves(200, 40).png().toBuffer())).reason, "narrow");
});

test("every real picture, broken ones too, is prepared or fails with a word, the same in any batch", {
  skip: withoutData,
}, async () => {
  const folder = join(sharedData ?? "", "image-text");
  const files = readdirSync(folder)
    .filter((name) => /^(brivl|vsdocs|pingcap).*\.tar$/.test(name))
    .map((name) => join(folder, name));
  files.push(join(sharedData ?? "", "bad-input/images-odd-and-broken.tar.gz"));
  const run = await imagePrepare.open(imagePrepare.parameters.parse({ size: 64 }), context);
  for (const file of files) {
    const samples = (await readWith(readWebdataset, file)).samples.slice(0, 150);
    const together = await run(samples);
    assert.equal(together.length, samples.length);
    for (const [index, outcome] of together.entries()) {
      if (!(outcome instanceof SampleError)) continue;
      assert.match(
        outcome.code,
        /^(unknown-image|unsupported-image|broken-image|over-pixels)$/,
        samples[index]?.id,
      );
    }
    const [first] = samples;
    assert.ok(first);
    assert.deepEqual(await run([first]), together.slice(0, 1));
  }
});
