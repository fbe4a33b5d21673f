/**
 * Benchmarks. `npm run bench` runs all of them, `npm run bench -- chain memory` some.
 *
 * PYTHON chooses the interpreter for the peers (../shared/bench/requirements.txt); PEER_MB how much text they get.
 */
import { withoutData } from "../support/wudao.js";
import { benchChain } from "./chain.js";
import { benchCleaning } from "./cleaning.js";
import { benchExtract } from "./extract.js";
import { benchImages } from "./images.js";
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
  signatures: benchSignatures,
  cleaning: benchCleaning,
  simplify: benchSimplify,
  sensitive: benchSensitiveWords,
  images: benchImages,
  extract: benchExtract,
  reading: benchReading,
};

// Names come first, then a benchmark's own options.
const options = process.argv.findIndex((argument) => argument.startsWith("--"));
const wanted = process.argv.slice(2, options === -1 ? undefined : options);
const unknown = wanted.find((name) => !Object.hasOwn(benchmarks, name));
if (withoutData !== false) {
  console.log(`no benchmark runs: it ${withoutData}`);
} else if (unknown !== undefined) {
  console.error(`no benchmark "${unknown}"; there are ${Object.keys(benchmarks).join(", ")}`);
  process.exitCode = 2;
} else {
  for (const [name, run] of Object.entries(benchmarks)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`== ${name}`);
    await run();
  }
}
