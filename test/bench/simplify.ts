/**
 * Traditional to simplified against opencc-js's converter, on the same real texts, a call a text: from string to string, and from
 * string to units, which leaves out what it costs to make a string. What a string costs alone, read and made again unchanged, bounds
 * what any converter can reach that works on units.
 */
import { Converter } from "opencc-js/t2cn";
import { traditionalForms } from "../../stages/text/simplified.js";
import { UnitConverter } from "../../stages/text/simplify/convert-units.js";
import { readConversion } from "../../stages/text/simplify/read-conversion.js";
import { corpusTexts } from "./corpus-texts.js";
import { cpuSecondsSince } from "./cpu-seconds.js";

const megabytes = 6;

export function benchSimplify(): void {
  for (const corpus of ["vsdocs-tw-00000", "poetry-tang-song-tw-00000"]) {
    const { texts, bytes } = corpusTexts(`zh-web/${corpus}.jsonl.zst`, megabytes);
    const length = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
    const buffer = Buffer.alloc(Math.max(...texts.map((text) => text.length)) * 2);
    const copied = bestRate(bytes, 20, () => {
      for (const text of texts) buffer.toString("utf16le", 0, buffer.write(text, "utf16le"));
    });
    console.log(
      `${corpus}: ${texts.length} texts of ${length.toFixed(0)} units; copied by Node ${copied.toFixed(0)} MB per CPU second`,
    );
    for (const form of traditionalForms) {
      const converter = new UnitConverter(readConversion(form, true));
      const strings = bestRate(bytes, 20, () => {
        for (const text of texts) converter.convertText(text);
      });
      const units = bestRate(bytes, 20, () => {
        for (const text of texts) {
          converter.load(text);
          converter.convert();
        }
      });
      const convert = Converter({ from: form, to: "cn" });
      const peer = bestRate(bytes, 3, () => {
        for (const text of texts) convert(text);
      });
      console.log(
        `  ${form}: opencc-js ${peer.toFixed(1)} MB per CPU second; strings ${strings.toFixed(0)}: ` +
          `${(strings / peer).toFixed(1)} times the peer; units ${units.toFixed(0)}: ${(units / peer).toFixed(1)} times; ` +
          `copied by Node: ${(copied / peer).toFixed(1)} times (bar: 100)`,
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
