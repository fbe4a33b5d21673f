/** Transformer-XL: each lane of a batch goes on from step to step. `node examples/compose/recurrence-lanes.mjs` */
import { fileURLToPath } from "node:url";
import { compose, pipeline, prompt, read, tokenize, write } from "wudao-corpus";

const { manifest } = await pipeline({
  name: "recurrence-lanes",
  input: { path: fileURLToPath(new URL("../../data-samples/wudao.json", import.meta.url)) },
  stages: [
    read.json(),
    prompt.template({ prompt: "标题：{title?} 内容：", minCharacters: 100 }),
    tokenize({ appendEos: true }),
    compose.recurrenceLanes({ sequenceLength: 64, memory: 32, lanes: 2 }),
    write.arrow(),
  ],
}).run({ output: "out/recurrence-lanes", workers: 1 });

console.log(`${manifest.rows} rows in out/recurrence-lanes`, manifest.facts);
