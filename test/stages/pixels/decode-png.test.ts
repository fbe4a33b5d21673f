import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { embeddedProfile } from "../../../stages/pixels/colour/embedded-profile.js";
import { flatten } from "../../../stages/pixels/flatten.js";
import { decodePng } from "../../../stages/pixels/png/decode-png.js";
import { readWebdataset } from "../../../stages/read/read-webdataset.js";
import { sharedData, withoutData } from "../../support/wudao.js";
import { readWith } from "../read/read-records.js";

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
