/** Lawformer: long rows of joined documents, 15 % masked. `node examples/compose/masked-lm.mjs` */
import { fileURLToPath } from "node:url";
import { compose, pipeline, read, tokenize, write } from "wudao-corpus";

const { manifest } = await pipeline({
  name: "masked-lm",
  input: { path: fileURLToPath(new URL("../../data-samples/wudao.json", import.meta.url)) },
  stages: [
    read.json(),
    tokenize({ appendEos: false }),
    compose.maskedLm({ sequenceLength: 4096, join: "fill", maskShare: 0.15 }),
    write.arrow(),
  ],
}).run({ output: "out/masked-lm", workers: 1 });

console.log(`${manifest.rows} rows in out/masked-lm`, manifest.facts);
