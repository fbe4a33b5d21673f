/** Long spans that a document says twice: the first stays. */
import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineMap } from "../../pipeline/contracts/stage.js";
import { Splice } from "../text/splice.js";
import { unitsOf } from "../text/units/units.js";
import { rollWindows } from "./repeats/rolling-hash.js";
import { wholeCharacters } from "./repeats/whole-characters.js";

const parameters = z.object({
  "min-characters": z
    .number()
    .int()
    .min(16)
    .max(10_000)
    .default(100)
    .describe("UTF-16 units of the shortest span that is cut out where it is repeated"),
});

export const repeatedSpans = defineMap({
  name: "repeated-spans",
  summary:
    "Cuts long spans that stand earlier in the same document, exactly; tables' rules and the like stay.",
  source:
    "Repeats inside web pages (a page glued to itself, a summary above its text) as in Gopher's and FineWeb's repetition rules, cut out instead of dropping the page; search by anchors as in rsync (Tridgell 1999)",
  parameters,
  examples: [
    {
      in: "春天来了，山上的花都开了，田里的稻都绿了。又一年。春天来了，山上的花都开了，田里的稻都绿了。完",
      out: "春天来了，山上的花都开了，田里的稻都绿了。又一年。完",
      params: { "min-characters": 16 },
    },
    { in: "好，好，好。重要的话说三遍。", out: "好，好，好。重要的话说三遍。" },
  ],
  open(params) {
    const finder = new RepeatFinder(params["min-characters"]);
    return (sample, found) => {
      const { text } = sample;
      const repeats = finder.find(text);
      if (repeats.length === 0) return sample;
      const splice = new Splice(text);
      for (const [start, end] of repeats) {
        splice.replace(start, end, "");
        found?.("spans cut");
        found?.("characters cut", end - start);
      }
      return withText(sample, splice.finish());
    };
  },
});

/** Comparisons of units that may fail, a unit of the text: keeps adversarial texts linear. */
const failuresPerUnit = 16;

/**
 * Finds spans of at least `min` units that stand earlier in the text.
 *
 * Anchors are the windows of `min / 2` units at multiples of that length; any span of `min` units holds one whole. Each later window
 * with the hash of an anchor is compared with it and grown both ways. Memory: 8 bytes a unit of the longest text.
 */
class RepeatFinder {
  readonly #window: number;
  #hashes = new Uint32Array(1 << 16);

  constructor(readonly min: number) {
    this.#window = Math.floor(min / 2);
  }

  find(text: string): readonly (readonly [number, number])[] {
    const window = this.#window;
    if (text.length < 2 * this.min) return [];
    const units = unitsOf(text);
    if (this.#hashes.length < text.length) this.#hashes = new Uint32Array(text.length + (text.length >> 2));
    const count = rollWindows(units, text.length, window, this.#hashes);
    const anchors = new Map<number, number>();
    const repeats: [number, number][] = [];
    let failures = failuresPerUnit * text.length;
    let nextAnchor = 0;
    let free = 0;
    for (let at = 0; at < count && failures > 0; at++) {
      // Only what stands wholly before the window is an anchor for it.
      for (; nextAnchor + window <= at; nextAnchor += window) {
        const hash = this.#hashes[nextAnchor]!;
        if (!anchors.has(hash)) anchors.set(hash, nextAnchor);
      }
      const anchor = anchors.get(this.#hashes[at]!);
      if (anchor === undefined) continue;
      let before = 0;
      while (
        at - before > free &&
        anchor - before > 0 &&
        units[anchor - before - 1] === units[at - before - 1]
      )
        before++;
      let after = 0;
      while (at + after < text.length && units[anchor + after] === units[at + after]) after++;
      // What runs into its own copy is cut by whole periods, so that the last one left is not cut short.
      const distance = at - anchor;
      const length = before + after;
      const begun = length < distance ? 0 : length % distance;
      const [start, end] = wholeCharacters(text, at - before + begun, at + after);
      if (after < window || end - start < this.min || !hasLetters(text, start, end)) {
        failures -= length + 1;
        continue;
      }
      repeats.push([start, end]);
      free = end;
      at = end - 1;
    }
    return repeats;
  }
}

/** Not only punctuation and symbols, which draw tables and lines; looks at the beginning. */
function hasLetters(text: string, start: number, end: number): boolean {
  return /\p{L}/u.test(text.slice(start, Math.min(end, start + 1000)));
}
