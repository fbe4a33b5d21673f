/** Inverse prompting: a text is the prompt, its title the answer that is learned. `node examples/compose/prompt-answer.mjs` */
import { fileURLToPath } from "node:url";
import { compose, pipeline, prompt, read, tokenize, write } from "wudao-corpus";

const { manifest } = await pipeline({
  name: "prompt-answer",
  input: { path: fileURLToPath(new URL("../../data-samples/wudao.json", import.meta.url)) },
  stages: [
    read.json(),
    prompt.template({ prompt: "“{text:400}”的标题是：", text: "{title}" }),
    tokenize({ appendEos: true }),
    compose.promptAnswer({ sequenceLength: 512, tooLong: "cut-prompt" }),
    write.arrow(),
  ],
}).run({ output: "out/prompt-answer", workers: 1 });

console.log(`${manifest.rows} rows in out/prompt-answer`, manifest.facts);
