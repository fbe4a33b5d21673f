/**
 * A run composed in code: Chinese documents in, a packed token dataset out.
 *
 *   npm run build && node examples/library.mjs
 *
 * The same recipe in YAML has the same plan hash, so that either can resume what the other began.
 */
import { fileURLToPath } from "node:url";
import { clean, compose, dedup, filter, pipeline, read, tokenize, write } from "wudao-corpus";

const run = pipeline({
  name: "library",
  input: { path: "../data-samples/zh.jsonl" },
  baseDir: fileURLToPath(new URL(".", import.meta.url)),
  stages: [
    read.json({ text: "content", id: "uniqueKey" }),
    clean.unicodeRepair(),
    clean.simplify(),
    clean.privacy({ action: "mask" }),
    filter.textLength({ min: 50 }),
    filter.repetition(),
    dedup.exact(),
    dedup.minhash({ threshold: 0.7 }),
    tokenize(),
    compose.pack({ sequenceLength: 256 }),
    write.arrow(),
  ],
});

const plan = await run.plan();
console.log(`plan ${plan.hash}: ${plan.splits.length} split, ${plan.recipe.stages.length} stages`);

const { manifest, facts, alreadyDone } = await run.run({ output: "out/library-example", workers: 2 });
for (const { name, in: entered, out } of facts.stages) console.log(`${name}: ${entered} in, ${out} out`);
console.log(
  `${manifest.rows} rows, ${manifest.tokens} tokens in out/library-example${alreadyDone ? " (all was done)" : ""}`,
);
