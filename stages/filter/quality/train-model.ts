/** Files of good and bad texts -> model file. What `wudao model train` calls. */

import { UserError } from "../../../pipeline/contracts/errors.js";
import type { ModelRequest } from "../../../pipeline/recipe/catalogue.js";
import { documentsOf } from "./documents.js";
import { LinearTrainer } from "./train-linear.js";
import { NgramTrainer } from "./train-ngrams.js";

/** N-grams of each order that are held while counting: 200 to 300 MB. */
const heldNgrams = 4_000_000;
const learningRate = 2;

export async function trainModel(request: ModelRequest): Promise<{ texts: number; bytes: number }> {
  if (request.good.length === 0) throw missing("good");
  return request.kind === "perplexity" ? trainPerplexity(request) : trainClassifier(request);
}

/** Bad texts are not used: the model is a model of good text. */
async function trainPerplexity({
  good,
  fields,
  output,
  order,
  entries,
  onUnreadable,
}: ModelRequest): Promise<{ texts: number; bytes: number }> {
  const trainer = new NgramTrainer({ order, capacity: Math.max(heldNgrams, entries), entries });
  let texts = 0;
  for await (const text of documentsOf(good, fields, onUnreadable)) {
    trainer.add(text);
    texts++;
  }
  if (texts === 0) throw missing("good");
  return { texts, bytes: trainer.finish().write(output) };
}

/**
 * Takes good and bad texts alternately. Both sides have the same weight in total: a text of the smaller one counts for more, but at most
 * for four.
 */
async function trainClassifier({
  good,
  bad,
  fields,
  output,
  entries,
  epochs,
  onUnreadable,
}: ModelRequest): Promise<{ texts: number; bytes: number }> {
  if (bad.length === 0) throw missing("bad");
  const goodTexts = await countOf(documentsOf(good, fields, onUnreadable));
  const badTexts = await countOf(documentsOf(bad, fields, onUnreadable));
  if (goodTexts === 0) throw missing("good");
  if (badTexts === 0) throw missing("bad");
  const trainer = new LinearTrainer({ buckets: 2 ** Math.ceil(Math.log2(entries)), rate: learningRate });
  const most = Math.max(goodTexts, badTexts);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const sides = [
      { texts: documentsOf(good, fields, toldBefore), count: goodTexts, isGood: true, taken: 0 },
      { texts: documentsOf(bad, fields, toldBefore), count: badTexts, isGood: false, taken: 0 },
    ];
    for (let turn = 1; turn <= most; turn++) {
      for (const side of sides) {
        // The smaller side takes its turns evenly over the larger one.
        while (side.taken < Math.floor((turn * side.count) / most)) {
          const { value } = await side.texts.next();
          side.taken++;
          if (typeof value === "string") trainer.add(value, side.isGood, Math.min(4, most / side.count));
        }
      }
    }
    // All texts are taken, but none has asked for the end, where the files are closed.
    for (const { texts } of sides) await texts.return();
  }
  return { texts: goodTexts + badTexts, bytes: trainer.finish().write(output) };
}

async function countOf(texts: AsyncIterable<string>): Promise<number> {
  let count = 0;
  for await (const _text of texts) count++;
  return count;
}

/** Lines that were no records when the texts were counted. */
function toldBefore(): void {}

function missing(side: "good" | "bad"): UserError {
  return new UserError(
    "no-text",
    `there are no ${side} texts to learn from`,
    `Give files with --${side}: JSON Lines with \`text\` or \`content\`, or plain text with one document a line`,
  );
}
