/**
 * Which language a text in Latin letters is in, by naive Bayes over letter trigrams (Cavnar and Trenkle 1994 count them;
 * the probabilities are those of Dunning 1994).
 */
import { type LatinLanguage, languageModel, latinLanguages, trigramStep } from "./language-model.js";
import { latinTrigrams } from "./latin-trigrams.js";
import { TrigramSums } from "./trigram-sums.js";

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
/**
 * Log-probability of each language before the text is read, in steps of `trigramStep`: French is 1 nat less likely than English,
 * Polish 4 nats.
 */
const prior = latinLanguages.map((name) =>
  name === "en" ? 0 : ["fr", "de", "cs"].includes(name) ? -8 : -32,
);

let summing: TrigramSums | undefined;

/** Language of the Latin letters in text[from, to); `other` when none fits, `und` when too few letters tell two apart. */
export function latinLanguage(text: string, from = 0, to = text.length): LatinLanguage | "und" | "other" {
  summing ??= openSums();
  // Trigrams beyond the room of the buffer are ignored; they would not make the answer surer.
  const count = latinTrigrams(text, from, to, summing.trigrams);
  if (count === 0) return "other";
  summing.addUp(count);
  const { sums } = summing;
  let best = 0;
  let likeliest = Number.NEGATIVE_INFINITY;
  let next = Number.NEGATIVE_INFINITY;
  for (let language = 0; language < sums.length; language++) {
    const sum = prior[language]! + sums[language]!;
    if (sum > likeliest) {
      next = likeliest;
      likeliest = sum;
      best = language;
    } else if (sum > next) next = sum;
  }
  if (likeliest * trigramStep < lowestMean * count - shortSlack) return "other";
  return (likeliest - next) * trigramStep < clearLead ? "und" : (latinLanguages[best] ?? "other");
}

function openSums(): TrigramSums {
  const { rowOf, rows } = languageModel();
  return new TrigramSums(rowOf, rows, latinLanguages.length);
}
