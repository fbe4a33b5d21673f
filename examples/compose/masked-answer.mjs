/** P-tuning: a blank in a text, its answer, and the options beside it. `node examples/compose/masked-answer.mjs` */
import { fileURLToPath } from "node:url";
import { compose, pipeline, prompt, read, tokenize, write } from "wudao-corpus";

const { manifest } = await pipeline({
  name: "masked-answer",
  input: { path: fileURLToPath(new URL("../../data-samples/cloze.jsonl", import.meta.url)) },
  stages: [
    read.json({ id: "uniqueKey" }),
    prompt.fillBlank(),
    tokenize({ appendEos: false }),
    compose.maskedAnswer({ sequenceLength: 256, answerLength: 12, options: 16 }),
    write.arrow(),
  ],
  guards: { allow: ["fill-blank"] },
}).run({ output: "out/masked-answer", workers: 1 });

console.log(`${manifest.rows} rows in out/masked-answer`, manifest.facts);
