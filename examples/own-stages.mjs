/**
 * Stages of your own beside the built-in ones: a plain function and two declared stages.
 *
 *   npm run build && node examples/own-stages.mjs
 *
 * Each lives in a module of its own, because worker threads load it from there. YAML names the same module:
 * `- { module: examples/stages/shorten-laughter.mjs }`.
 */
import { fileURLToPath } from "node:url";
import { clean, custom, pipeline, read, write } from "wudao-corpus";

const stage = (name) => new URL(`./stages/${name}`, import.meta.url);

const { manifest, facts } = await pipeline({
  name: "own-stages",
  input: [
    { name: "zh", path: "../data-samples/zh.jsonl" },
    { name: "en", path: "../data-samples/en.jsonl" },
  ],
  baseDir: fileURLToPath(new URL(".", import.meta.url)),
  stages: [
    read.json(),
    clean.unicodeRepair(),
    custom(stage("drop-replies.mjs")),
    custom(stage("shorten-laughter.mjs"), "shortenLaughter", { longest: 3 }),
    custom(stage("question-share.mjs"), "questionShare", { max: 0.004 }),
    write.jsonl(),
  ],
}).run({ output: "out/own-stages", workers: 2 });

for (const { name, in: entered, out, changed, dropped } of facts.stages)
  console.log(`${name}: ${entered} in, ${out} out, ${changed} changed`, dropped);
const [shard] = manifest.shards;
console.log(`${manifest.rows} documents in out/own-stages/${shard.file}`);
