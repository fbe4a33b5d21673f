/** One document a row, padded to the smallest of a few lengths; batches of one length follow one another. `node examples/compose/pad.mjs` */
import { fileURLToPath } from "node:url";
import { compose, order, pipeline, read, tokenize, write } from "wudao-corpus";

const { manifest } = await pipeline({
  name: "pad",
  input: { path: fileURLToPath(new URL("../../data-samples/zh.jsonl", import.meta.url)) },
  stages: [
    read.json(),
    tokenize(),
    compose.pad({ sequenceLength: 256, lengthBuckets: [32, 64, 128], bucketRows: 4 }),
    order.shuffle(),
    write.arrow(),
  ],
}).run({ output: "out/pad", workers: 1 });

console.log(`${manifest.rows} rows in out/pad`, manifest.facts);
