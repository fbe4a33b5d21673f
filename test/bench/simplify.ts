/**
 * Traditional to simplified against opencc-js's converter, on the same real texts: from string to string, a call a text, and from
 * units to units, which leaves out what it costs to read a string and to make one.
 */
import { Converter } from "opencc-js/t2cn";
import { traditionalForms } from "../../stages/text/simplified.js";
import { UnitConverter } from "../../stages/text/simplify/convert-units.js";
import { dictionariesOf } from "../../stages/text/simplify/forms.js";
import { PhraseIndex } from "../../stages/text/simplify/phrase-index.js";
import { corpusTexts } from "./corpus-texts.js";
import { cpuSecondsSince } from "./cpu-seconds.js";

const megabytes = 6;

export function benchSimplify(): void {
  for (const corpus of ["vsdocs-tw-00000", "poetry-tang-song-tw-00000"]) {
    const { texts, bytes } = corpusTexts(`zh-web/${corpus}.jsonl.zst`, megabytes);
    const all = texts.join("\n");
    console.log(`${corpus}: ${texts.length} texts of ${(all.length / texts.length).toFixed(0)} units`);
    for (const form of traditionalForms) {
      const converter = new UnitConverter(new PhraseIndex(dictionariesOf(form, true)));
      const strings = bestRate(bytes, 20, () => {
        for (const text of texts) converter.convertText(text);
      });
      converter.load(all);
      const units = bestRate(bytes, 20, () => converter.convert());
      const convert = Converter({ from: form, to: "cn" });
      const peer = bestRate(bytes, 3, () => {
        for (const text of texts) convert(text);
      });
      console.log(
        `  ${form}: opencc-js ${peer.toFixed(1)} MB per CPU second; strings ${strings.toFixed(0)}: ` +
          `${(strings / peer).toFixed(1)} times the peer; units ${units.toFixed(0)}: ${(units / peer).toFixed(1)} times (bar: 100)`,
      );
    }
  }
}

/** MB of UTF-8 text a CPU second, best of some rounds. */
function bestRate(bytes: number, rounds: number, run: () => void): number {
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    run();
    best = Math.max(best, bytes / 1e6 / cpuSecondsSince(before));
  }
  return best;
}
