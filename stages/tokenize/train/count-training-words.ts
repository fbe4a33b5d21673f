/**
 * Counts the words of a corpus in worker threads, in a table of bounded size.
 *
 * Texts go to the workers in blocks, whose borders depend on nothing but the texts; what comes back is added in the order of the
 * blocks. So the table is the same for every number of workers. At most two blocks a worker are held at a time.
 */
import { Piscina } from "piscina";
import type { CountedWords } from "./training-words.js";
import { WordCounts } from "./word-counts.js";

/** Texts of a block, in UTF-16 units: enough work for a message to a thread, little memory. */
const blockUnits = 1 << 20;

export async function countTrainingWords(
  texts: AsyncIterable<string>,
  maxWords: number,
  workers: number,
): Promise<{ readonly counts: WordCounts; readonly texts: number }> {
  const pool = new Piscina({
    filename: new URL("./count-words-entry.cjs", import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
  });
  const counts = new WordCounts(maxWords);
  const running: Promise<CountedWords>[] = [];
  const addFirst = async (): Promise<void> => {
    const block = await running.shift();
    for (const [index, word] of block?.words.entries() ?? []) counts.add(word, block?.counts[index]);
  };
  let total = 0;
  let block: string[] = [];
  let units = 0;
  const send = (): void => {
    running.push(pool.run(block) as Promise<CountedWords>);
    block = [];
    units = 0;
  };
  try {
    for await (const text of texts) {
      block.push(text);
      total++;
      units += text.length;
      if (units < blockUnits) continue;
      send();
      if (running.length >= 2 * workers) await addFirst();
    }
    if (block.length > 0) send();
    while (running.length > 0) await addFirst();
  } finally {
    await pool.destroy();
  }
  return { counts, texts: total };
}
