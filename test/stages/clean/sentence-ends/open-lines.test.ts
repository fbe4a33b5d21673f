import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { OpenLines } from "../../../../stages/clean/sentence-ends/open-lines.js";
import { kindsOf } from "../../../../stages/text/units/unit-kinds.js";

const [ends, closes, blanks, settles] = ["。!", "。!.」", " \u3000", "#-"];

/** What a line is, said in regular expressions. */
function breaksOff(line: string): boolean {
  const words = line.replace(/[ \u3000]+$/u, "");
  return words !== "" && !/^[#-]/.test(line) && !/[。!.」]$/u.test(words) && /[。!]/u.test(words);
}

test("a line that breaks off is found wherever it stands, and none that is complete", () => {
  const texts = fc.string({ unit: fc.constantFrom(..."汉字ab。!.」 \u3000#-\n\n"), maxLength: 300 });
  const others = new OpenLines("a", "b", " ", "c");
  const lines = new OpenLines(ends, closes, blanks, settles);
  fc.assert(
    fc.property(texts, fc.boolean(), (text, alternates) => {
      kindsOf(text);
      if (alternates) others.next(0, text.length);
      const found: number[] = [];
      for (let at = lines.next(0, text.length); at < text.length; ) {
        found.push(at);
        const end = text.indexOf("\n", at);
        at = end < 0 ? text.length : lines.next(end + 1, text.length);
      }
      const expected: number[] = [];
      let start = 0;
      for (const line of text.split("\n")) {
        if (breaksOff(line)) expected.push(start);
        start += line.length + 1;
      }
      assert.deepEqual(found, expected);
    }),
    { numRuns: 500 },
  );
});
