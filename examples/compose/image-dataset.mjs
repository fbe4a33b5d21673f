/** Pictures with captions, without near-duplicates, for `datasets` to show. `node examples/compose/image-dataset.mjs` */
import { fileURLToPath } from "node:url";
import { dedup, image, pipeline, read, write } from "wudao-corpus";

const { manifest } = await pipeline({
  name: "image-dataset",
  input: { path: fileURLToPath(new URL("../../data-samples/pictures.tar", import.meta.url)) },
  stages: [
    read.webdataset(),
    image.probe(),
    image.captionRules(),
    image.prepare({ size: 256 }),
    image.filter({ maxAspect: 3 }),
    dedup.image(),
    write.arrow(),
  ],
}).run({ output: "out/image-dataset", workers: 1 });

console.log(`${manifest.rows} rows in out/image-dataset`, manifest.facts);
