/** BriVL: a picture as a tensor, its boxes, and the text around it. `node examples/compose/image-text-pairs.mjs` */
import { fileURLToPath } from "node:url";
import { compose, image, pipeline, read, tokenize, write } from "wudao-corpus";

const { manifest } = await pipeline({
  name: "image-text-pairs",
  input: { path: fileURLToPath(new URL("../../data-samples/pictures.tar", import.meta.url)) },
  stages: [
    read.webdataset(),
    image.probe(),
    image.captionRules({ max: 100_000, maxPerImage: 1 }),
    image.prepare({ size: 380, fit: "stretch", tensor: "chw" }),
    tokenize({ appendEos: false }),
    compose.imageTextPair(),
    write.arrow(),
  ],
}).run({ output: "out/image-text-pairs", workers: 1 });

console.log(`${manifest.rows} rows in out/image-text-pairs`, manifest.facts);
