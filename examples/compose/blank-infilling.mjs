/** GLM: spans, sentences or ends of a text become blanks, and their words targets. `node examples/compose/blank-infilling.mjs` */
import { fileURLToPath } from "node:url";
import { clean, compose, pipeline, prompt, read, tokenize, write } from "wudao-corpus";

const { manifest } = await pipeline({
  name: "blank-infilling",
  input: { path: fileURLToPath(new URL("../../data-samples/wudao.json", import.meta.url)) },
  stages: [
    read.json(),
    clean.unicodeRepair(),
    prompt.template({ text: "{title?} {text}", minCharacters: 101 }),
    tokenize({ appendEos: false }),
    compose.glmBlocks({ sequenceLength: 512 }),
    write.arrow(),
  ],
}).run({ output: "out/blank-infilling", workers: 1 });

console.log(`${manifest.rows} rows in out/blank-infilling`, manifest.facts);
