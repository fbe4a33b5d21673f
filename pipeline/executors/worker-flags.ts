/** V8's flags for threads at work. They hold for the whole process: a thread cannot have flags of its own. The user's go before them. */
import { setFlagsFromString } from "node:v8";

/**
 * V8 lets a heap grow to several times what lives in it before it collects, so that a long run would take more memory than a
 * short one: a third above what lives is enough (npm run bench -- memory chain). And it makes objects old at once whose kind has
 * often lived long: each sample would then keep its dead text alive until the next collection of old objects, which took a tenth of
 * the CPU time of the chain. Third, functions that are put into the ones that call them are compiled again with each, and again where a
 * caller meets a case late: with a sixth of the room for them, the first pass of cleaning over 66 MB takes 2.2 CPU s, with all of it 2.6
 * (npm run bench -- cleaning). The loops are as fast, since those that count lie alone in their functions.
 */
export const workerFlags: readonly string[] = [
  "--heap-growing-percent=30",
  "--semi-space-growth-factor=1",
  "--no-allocation-site-pretenuring",
  "--max-inlined-bytecode-size-cumulative=150",
];

/** The same flags with V8's own defaults. */
const ownFlags: readonly string[] = [
  "--heap-growing-percent=0",
  "--semi-space-growth-factor=2",
  "--allocation-site-pretenuring",
  "--max-inlined-bytecode-size-cumulative=920",
];

/** Node takes none of these flags from NODE_OPTIONS. */
const theirs = new Set(process.execArgv.map(nameOf));

let isSet = false;

/**
 * Sets the flags, or takes them back while a thread loads: V8 refuses code that was compiled under others, above all what Node brings
 * of its own modules, which takes a thread 50 ms to compile, and that of the bundle.
 */
export function setWorkerFlags(isAtWork: boolean): void {
  if (isAtWork === isSet) return;
  for (const flag of isAtWork ? workerFlags : ownFlags)
    if (!theirs.has(nameOf(flag))) setFlagsFromString(flag);
  isSet = isAtWork;
}

/** V8 takes `--no-a-flag`, `--noa_flag` and `--a_flag=1` alike. */
function nameOf(flag: string): string {
  return flag
    .replace(/^--(no-?)?/, "")
    .replace(/=.*/s, "")
    .replaceAll("_", "-");
}
