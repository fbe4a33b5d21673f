/**
 * Which language a text in Latin letters is in, by naive Bayes over letter trigrams (Cavnar and Trenkle 1994 count them;
 * the probabilities are those of Dunning 1994).
 */
import { type LatinLanguage, languageModel, latinLanguages, trigramStep } from "./language-model.js";
import { latinTrigrams } from "./latin-trigrams.js";

/** More trigrams than this do not make the answer surer. */
const enoughTrigrams = 2048;
/**
 * Mean log-probability of a trigram below which no language of the model fits, and how much lower it may be in a text of one
 * trigram. Of captions (another domain than the model's), all but one in 200 are above it, whatever their length.
 */
const lowestMean = -9.5;
const shortSlack = 8;
/**
 * Nats by which the likeliest language must be ahead of the next. Of captions of a few words, a seventh stay undetermined by it, and
 * of the others one in 50 instead of one in 14 is wrong (`npm run bench -- languages`); sentences are further apart.
 */
const clearLead = 3;
/** In steps of `trigramStep`: before it is read, a text is 1 nat less likely French than English, 4 nats less likely Polish. */
const prior = latinLanguages.map((name) =>
  name === "en" ? 0 : ["fr", "de", "cs"].includes(name) ? -8 : -32,
);

const window = new Int32Array(enoughTrigrams);
const sums = new Float64Array(latinLanguages.length);

/** Language of the Latin letters in text[from, to); `other` when none fits, `und` when too few letters tell two apart. */
export function latinLanguage(text: string, from = 0, to = text.length): LatinLanguage | "und" | "other" {
  const count = latinTrigrams(text, from, to, window);
  if (count === 0) return "other";
  addUp(count);
  let best = 0;
  let next = Number.NEGATIVE_INFINITY;
  for (let language = 1; language < sums.length; language++) {
    if (sums[language]! > sums[best]!) {
      next = sums[best]!;
      best = language;
    } else if (sums[language]! > next) next = sums[language]!;
  }
  const likeliest = sums[best]!;
  if (likeliest * trigramStep < lowestMean * count - shortSlack) return "other";
  return (likeliest - next) * trigramStep < clearLead ? "und" : (latinLanguages[best] ?? "other");
}

/** Alone in its function: V8 compiles a loop with the code behind it, and leaves that anew each time as long as it has never run. */
function addUp(count: number): void {
  const { rowOf, rows } = languageModel();
  const size = sums.length;
  sums.set(prior);
  for (let i = 0; i < count; i++) {
    const row = rowOf[window[i]!]! * size;
    for (let language = 0; language < size; language++) sums[language]! += rows[row + language]!;
  }
}
