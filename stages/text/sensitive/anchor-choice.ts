/**
 * Where a word is looked at first: at four of its characters, its anchor. The rarest do best, and what is rare is told by the
 * dictionary itself. The beginnings of words would do too, but then a common one (中国, 法律) is looked at wherever it stands.
 */
import { isSecondHalf } from "./surrogate-halves.js";

/** Texts hold more Latin than the words of a dictionary do: the commonest first. */
const latin = "etaoinshrdlcumwfgypbvkxjqz0123456789";
const longestAnchor = 4;
/** Of a long word only so many characters are weighed. */
const longestSearch = 32;

export class AnchorChoice {
  private readonly share = new Float64Array(0x10000);

  /** @param words folded; what they consist of is common */
  constructor(words: Iterable<string>) {
    let total = 0;
    for (const word of words) {
      total += word.length;
      for (let i = 0; i < word.length; i++) this.share[word.charCodeAt(i)]!++;
    }
    for (let unit = 0; unit < 0x10000; unit++) this.share[unit] = Math.max(this.share[unit]!, 1 / 2);
    for (let i = 0; i < latin.length; i++) {
      const unit = latin.charCodeAt(i);
      this.share[unit] = Math.max(this.share[unit]!, total / (16 + 8 * i));
    }
  }

  /** The places of the characters of a word's anchor. */
  of(word: string): readonly number[] {
    const places = charactersOf(word);
    const ends = Math.min(places.length, longestSearch);
    let best = Math.min(places.length, longestAnchor);
    let least = Number.POSITIVE_INFINITY;
    for (let end = best; end <= ends; end++) {
      // The last three are looked at everywhere.
      const often = places
        .slice(Math.max(0, end - 3), end)
        .reduce((all, at) => all * this.share[word.charCodeAt(at)]!, 1);
      if (often >= least) continue;
      least = often;
      best = end;
    }
    return places.slice(Math.max(0, best - longestAnchor), best);
  }
}

/** The places of the characters of a word: of a pair, its first half. */
function charactersOf(word: string): number[] {
  const places: number[] = [];
  for (let i = 0; i < word.length; i++) if (!isSecondHalf(word.charCodeAt(i))) places.push(i);
  return places;
}
