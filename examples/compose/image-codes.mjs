/** CogView: the tokens of a caption and the codes of its picture in one row. `node examples/compose/image-codes.mjs` */
import { fileURLToPath } from "node:url";
import { compose, pipeline, read, tokenize, write } from "wudao-corpus";

const { manifest } = await pipeline({
  name: "image-codes",
  input: { path: fileURLToPath(new URL("../../data-samples/image-codes.jsonl", import.meta.url)) },
  stages: [
    read.json(),
    tokenize({ appendEos: false }),
    compose.cogviewSequence({ layout: "text-to-image" }),
    write.arrow(),
  ],
}).run({ output: "out/image-codes", workers: 1 });

console.log(`${manifest.rows} rows in out/image-codes`, manifest.facts);
