import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { colourProfile } from "../../../stages/pixels/colour/colour-profile.js";
import { embeddedProfile } from "../../../stages/pixels/colour/embedded-profile.js";
import { decodeImage } from "../../../stages/pixels/decode.js";
import { readWebdataset } from "../../../stages/read/read-webdataset.js";
import { sharedData, withoutData } from "../../support/wudao.js";
import { readWith } from "../read/read-records.js";

const options = { maxPixels: 1e7, background: 255, shrinkTo: 4096 };

/** Every colour of a coarse grid, one pixel each. */
const grid = Uint8Array.from({ length: 9 ** 3 * 3 }, (_, at) => {
  const colour = Math.floor(at / 3);
  return Math.min(255, [colour % 9, Math.floor(colour / 9) % 9, Math.floor(colour / 81)][at % 3]! * 32);
});
const picture = sharp(grid, { raw: { width: 27, height: 27, channels: 3 } });

/** How far tones are from those of libvips with its colour management, on average and at most. */
async function distance(bytes: Uint8Array): Promise<{ readonly mean: number; readonly most: number }> {
  const { raster } = await decodeImage(bytes, options);
  const data = await sharp(bytes).flatten({ background: "white" }).toColourspace("srgb").raw().toBuffer();
  assert.equal(raster.data.length, data.length);
  let sum = 0;
  let most = 0;
  for (let at = 0; at < data.length; at++) {
    const apart = Math.abs(data[at]! - raster.data[at]!);
    sum += apart;
    most = Math.max(most, apart);
  }
  return { mean: sum / data.length, most };
}

test("a picture in a screen's or camera's colours becomes the sRGB that a colour management system gives", async () => {
  const p3 = picture.clone().withIccProfile("p3");
  for (const bytes of [
    await p3.clone().png().toBuffer(),
    await p3.clone().jpeg({ quality: 100 }).toBuffer(),
  ]) {
    const profile = embeddedProfile(bytes, bytes[0] === 0x89 ? "png" : "jpeg");
    assert.ok(profile !== undefined && colourProfile(profile) !== undefined);
    const { mean, most } = await distance(bytes);
    assert.ok(mean < 0.5 && most <= 3, `${mean} ${most}`);
  }
});

test("sRGB's own profile leaves every tone within one of where it was", async () => {
  const bytes = await picture.clone().withIccProfile("srgb").png().toBuffer();
  assert.ok(embeddedProfile(bytes, "png") !== undefined);
  const { raster } = await decodeImage(bytes, options);
  for (let at = 0; at < grid.length; at++) assert.ok(Math.abs(raster.data[at]! - grid[at]!) <= 1, `${at}`);
});

test("real screenshots with profiles look as libvips shows them", { skip: withoutData }, async () => {
  const tar = join(sharedData ?? "", "image-text/pingcap-figures-000000.tar");
  let compared = 0;
  for (const { image, id } of (await readWith(readWebdataset, tar)).samples) {
    if (image === undefined || image.width * image.height > 300_000) continue;
    const profile = embeddedProfile(image.bytes, image.format);
    if (profile === undefined || colourProfile(profile) === undefined) continue;
    compared++;
    const { mean, most } = await distance(image.bytes);
    assert.ok(mean < 1 && most <= 12, `${id}: ${mean} on average, ${most} at most`);
  }
  assert.ok(compared >= 3, `${compared} compared`);
});

test("a profile of RGB in a grey picture changes no tone: it says nothing of tones alone", async () => {
  const withP3 = await picture.clone().withIccProfile("p3").png().toBuffer();
  const profile = Buffer.from(embeddedProfile(withP3, "png") ?? []);
  // Its exponent halved, so that applying it is seen.
  for (let at = profile.indexOf("para"); at >= 0; at = profile.indexOf("para", at + 1))
    profile.writeInt32BE(profile.readInt32BE(at + 12) >> 1, at + 12);
  const body = Buffer.concat([Buffer.from("iCCPp3\0\0"), deflateSync(profile)]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), chunk.length - 4);
  const carrying = (png: Buffer): Buffer => Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
  const tones = async (png: Buffer): Promise<Uint8Array> =>
    Uint8Array.from((await decodeImage(png, options)).raster.data);
  const grey = await picture.clone().toColourspace("b-w").png().toBuffer();
  assert.equal(grey[25], 0);
  assert.deepEqual(await tones(carrying(grey)), await tones(grey));
  const colours = await picture.clone().png().toBuffer();
  assert.notDeepEqual(await tones(carrying(colours)), await tones(colours));
});

test("profiles of other kinds and damaged ones are left to libvips", () => {
  const bytes = new Uint8Array(400);
  assert.equal(colourProfile(bytes), undefined);
  bytes.set(Buffer.from("CMYKLab "), 16);
  bytes.set(Buffer.from("acsp"), 36);
  assert.equal(colourProfile(bytes), undefined);
  bytes.set(Buffer.from("RGB XYZ "), 16);
  assert.equal(colourProfile(bytes), undefined, "no tag");
});
