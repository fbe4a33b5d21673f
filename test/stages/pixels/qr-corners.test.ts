import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { decodeImage } from "../../../stages/pixels/decode.js";
import { qrCorners } from "../../../stages/pixels/qr-corners.js";
import { toGrey } from "../../../stages/pixels/raster.js";
import { readWebdataset } from "../../../stages/read/read-webdataset.js";
import { sharedData, withoutData } from "../../support/wudao.js";
import { readWith } from "../read/read-records.js";

/** A QR code of version 3, one hexadecimal number of 29 bits a row. */
const code =
  "1fd2cf7f 10585941 1741905d 17406e5d 1749a75d 104e7541 1fd5557f f0700 8767583 1d0a1d8a 4773ad4 ca01748 bebf2ca 14903b59 185fa922 7301ede d4e51cd 1f03c421 1ad0e105 138903eb 11ef69f7 10231c 1fd72750 104a931a 1745fff3 17485326 1745c3fa 105f60d5 1fcb4b94";
const side = 29;

async function cornersOf(bytes: Uint8Array): Promise<number> {
  const { raster } = await decodeImage(bytes, { maxPixels: 1e8, background: 255, shrinkTo: 256 });
  return qrCorners(toGrey(raster));
}

test("a QR code is told at any size, turned, in a corner of a larger picture and as a poor JPEG", async () => {
  const rows = code.split(" ").map((row) => Number.parseInt(row, 16));
  const modules = rows.flatMap((row) =>
    Array.from({ length: side }, (_, column) => (((row >> (side - 1 - column)) & 1) === 1 ? 20 : 240)),
  );
  const plain = sharp(Buffer.from(modules), { raw: { width: side, height: side, channels: 1 } });
  for (const width of [87, 116, 150, 232])
    for (const turn of [0, 90, 180, 270]) {
      const drawn = await plain
        .clone()
        .resize(width, width, { kernel: "nearest" })
        .rotate(turn)
        .png()
        .toBuffer();
      const shown = sharp(drawn).extend({ top: 12, left: 10, right: 90, bottom: 60, background: "#d9e4d0" });
      assert.equal(await cornersOf(await shown.clone().png().toBuffer()), 3, `${width}, turned by ${turn}`);
      if (width > 100) assert.equal(await cornersOf(await shown.jpeg({ quality: 40 }).toBuffer()), 3);
    }
});

test("no drawing, photo or screenshot is dropped for a QR code that it does not hold", {
  skip: withoutData,
}, async () => {
  const found: string[] = [];
  for (const set of ["stamps", "vsdocs-tw-figures"]) {
    const tar = join(sharedData ?? "", "image-text", `${set}-000000.tar`);
    for (const { image, id } of (await readWith(readWebdataset, tar)).samples)
      if (image !== undefined && (await cornersOf(image.bytes)) >= 3) found.push(id);
  }
  assert.deepEqual(found, []);
});
