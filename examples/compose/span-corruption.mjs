/** CPM-2: 15 % of the tokens in spans of three are taken out of the context and become the target. `node examples/compose/span-corruption.mjs` */
import { fileURLToPath } from "node:url";
import { compose, filter, pipeline, prompt, read, tokenize, write } from "wudao-corpus";

const { manifest } = await pipeline({
  name: "span-corruption",
  input: { path: fileURLToPath(new URL("../../data-samples/wudao.json", import.meta.url)) },
  stages: [
    read.json(),
    filter.textLength({ min: 8 }),
    prompt.cpmText({ form: "cpm-2" }),
    tokenize({ appendEos: false }),
    compose.spanCorruption({ contextLength: 512, targetLength: 256 }),
    write.arrow(),
  ],
}).run({ output: "out/span-corruption", workers: 1 });

console.log(`${manifest.rows} rows in out/span-corruption`, manifest.facts);
