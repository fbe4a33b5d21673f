/** Texts that make careless rules slow, and the check that a stage stays linear on them. */
import assert from "node:assert/strict";

/** Pieces of what makes careless rules search the same text again and again. */
const hostile: readonly (readonly [string, string])[] = [
  ["one Han character", "汉"],
  ["one garbled mark", "烫"],
  ["spaces", " "],
  ["ideographic spaces", "\u3000"],
  ["line ends", "\n"],
  ["digits", "1"],
  ["at signs", "@"],
  ["address beginnings", "a@b."],
  ["opening brackets of markup", "<"],
  ["opened tags", "<p "],
  ["opened comments", "<!--"],
  ["opened scripts", "<script>"],
  ["opened glosses", "<rt>a"],
  ["breaks in one row", "| 汉<br>"],
  ["ampersands", "&"],
  ["escaped ampersands", "&amp;"],
  ["backticks", "`"],
  ["fences", "```\n"],
  ["braces", "{\n"],
  ["stars", "★ "],
  ["beginnings of faces", "★(_"],
  ["lines", "─"],
  ["full-width letters", "Ａ"],
  ["gaps", "汉 "],
  ["ended sentences", "。汉汉"],
  ["half pairs", "\uD83D"],
  ["area codes", "010-"],
];

/** Fails when a quarter of a million units take as long as only a quadratic rule would. */
export function checkLinear(run: (text: string) => unknown, pieces = hostile): void {
  for (const [name, piece] of pieces) {
    const timeOf = (units: number): number => {
      const text = piece.repeat(Math.ceil(units / piece.length));
      const start = process.cpuUsage();
      run(text);
      const used = process.cpuUsage(start);
      return (used.user + used.system) / 1000;
    };
    const few = 20_000;
    timeOf(few);
    const tookForFew = timeOf(few);
    // A quadratic rule takes a minute for all of it, and is told by a quarter.
    for (const units of [62_500, 250_000]) {
      // The second for rules that are slow but linear, and for slow machines: a quadratic one takes five times that for all of it.
      const limit = Math.max(units / 250, 2.5 * tookForFew * (units / few));
      const once = timeOf(units);
      // Another process may have had the caches: the better of two.
      const took = once < limit ? once : Math.min(once, timeOf(units));
      assert.ok(took < limit, `${name}: ${took} ms for ${units} units, at most ${limit}`);
    }
  }
}
