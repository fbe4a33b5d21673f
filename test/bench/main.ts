/**
 * Benchmarks. `npm run bench` runs all of them, `npm run bench -- chain memory` some, `npm run bench -- --help` tells which there are.
 *
 * PYTHON chooses the interpreter for the peers (../shared/bench/requirements.txt); PEER_MB how much text they get.
 */
import { parseArgs } from "node:util";
import { withoutData } from "../support/wudao.js";
import { benchBusy } from "./busy.js";
import { benchChain } from "./chain.js";
import { benchCleaning } from "./cleaning.js";
import { benchExtract } from "./extract.js";
import { benchImages } from "./images.js";
import { benchLanguages } from "./languages.js";
import { benchMemory } from "./memory.js";
import { benchMinhash } from "./minhash.js";
import { benchReading } from "./reading.js";
import { benchSensitiveWords } from "./sensitive.js";
import { benchSignatures } from "./signatures.js";
import { benchSimplify } from "./simplify.js";
import { benchTokenizers } from "./tokenize.js";
import { benchTokenizerMemory } from "./tokenize-memory.js";
import { benchWorkers } from "./workers.js";

const benchmarks = {
  chain: () => benchChain(Number(process.env.PEER_MB ?? 8)),
  workers: benchWorkers,
  memory: benchMemory,
  tokenize: benchTokenizers,
  "tokenize-memory": benchTokenizerMemory,
  minhash: benchMinhash,
  signatures: () => benchSignatures(documents),
  cleaning: benchCleaning,
  simplify: benchSimplify,
  sensitive: benchSensitiveWords,
  images: benchImages,
  extract: benchExtract,
  languages: benchLanguages,
  reading: benchReading,
  busy: benchBusy,
};

const usage = `npm run bench -- [name ...] [--documents <n>]

  name         ${Object.keys(benchmarks).join(", ")}; all without a name
  --documents  how many texts signatures gets (default: 1e6)`;

const { help, documents, wanted } = readArguments();
if (help) {
  console.log(usage);
} else if (withoutData !== false) {
  console.log(`no benchmark runs: it ${withoutData}`);
} else {
  for (const [name, run] of Object.entries(benchmarks)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`== ${name}`);
    await run();
  }
}

function readArguments(): { help: boolean; documents: number; wanted: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h", default: false },
        documents: { type: "string", default: "1e6" },
      },
    });
    const unknown = positionals.find((name) => !Object.hasOwn(benchmarks, name));
    if (unknown !== undefined) throw new Error(`No benchmark "${unknown}"`);
    const count = Number(values.documents);
    if (!(count >= 1)) throw new Error(`Not a number of documents: "${values.documents}"`);
    return { help: values.help, documents: count, wanted: positionals };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}
