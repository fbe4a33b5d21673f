/**
 * What the pool loads in each thread: the counting of words, by `import()`. Why not the module itself:
 * pipeline/executors/worker-entry.cts.
 */
import type countWords from "./training-words.js" with { "resolution-mode": "import" };

const counting = import("./training-words.js");

export = async (texts: Parameters<typeof countWords>[0]) => (await counting).default(texts);
