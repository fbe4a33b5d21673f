/**
 * Traditional to simplified against opencc-js's converter, on the same real texts, a call a text, all in this process: each round lets
 * the peer convert all texts once and then ours several times, so that what else the machine does slows both. Told is the median of
 * the rounds' ratios. Both work with the flags of V8 that every worker has.
 *
 * Manuals are slowest by `twp`, since they are full of words of Taiwan: one unit in fifty begins a phrase that is replaced, twelve times as
 * many as by `tw`, and of ten places that are looked at for one nine hold it.
 *
 *     strings   from string to string, as the peer does
 *     units     from string to units in the kernel's memory: what a rule pays that goes on with units
 *     copied    the string copied to units and back, nothing converted: a bound for all converters from string to string that work on
 *               units, since V8 lets no one else read or make strings faster
 *     read      the string copied to units alone: the same bound for `units`
 */
import { Converter } from "opencc-js/t2cn";
import { setWorkerFlags } from "../../pipeline/executors/worker-flags.js";
import { UnitConverter } from "../../stages/clean/simplify/convert-units.js";
import { readConversion } from "../../stages/clean/simplify/read-conversion.js";
import { traditionalForms } from "../../stages/clean/simplify/simplified.js";
import { readUtf16, writeUtf16 } from "../../stages/text/units/utf16.js";
import { corpusTexts } from "./corpus-texts.js";
import { cpuSecondsSince } from "./cpu-seconds.js";
import { median } from "./measure.js";

const megabytes = 4;
const rounds = 7;
/** Passes of ours a round; the peer makes one in more time. */
const passes = 12;

export function benchSimplify(): void {
  setWorkerFlags(true);
  for (const corpus of ["vsdocs-tw-00000", "poetry-tang-song-tw-00000"]) {
    const { texts, bytes } = corpusTexts(`zh-web/${corpus}.jsonl.zst`, megabytes);
    const units = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
    console.log(`${corpus}: ${texts.length} texts of ${units.toFixed(0)} units (bar: 100 times opencc-js)`);
    const buffer = Buffer.alloc(Math.max(...texts.map((text) => text.length)) * 2);
    for (const form of traditionalForms) {
      const converter = new UnitConverter(readConversion(form, true));
      const convert = Converter({ from: form, to: "cn" });
      const { peer, times } = compare(texts, (text) => convert(text), [
        (text) => converter.convertText(text),
        (text) => {
          converter.load(text);
          converter.convert();
        },
        (text) => {
          writeUtf16(buffer, text);
          readUtf16(buffer, text.length);
        },
        (text) => writeUtf16(buffer, text),
      ]);
      const [strings, inUnits, copied, read] = times.map((all) => median(all).toFixed(1));
      console.log(
        `  ${form}: opencc-js ${(bytes / 1e6 / peer).toFixed(1)} MB per CPU second; times as fast: ` +
          `strings ${strings}, units ${inUnits}; bounds: copied ${copied}, read ${read}`,
      );
    }
  }
}

type TakeText = (text: string) => void;

/** CPU seconds of the peer, and how many times as fast each of ours was, by round. */
function compare(
  texts: readonly string[],
  convert: TakeText,
  ours: readonly TakeText[],
): { readonly peer: number; readonly times: readonly number[][] } {
  const times = ours.map((): number[] => []);
  const peers: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const peer = secondsOf(texts, 1, convert);
    peers.push(peer);
    for (const [at, one] of ours.entries()) times[at]?.push(peer / secondsOf(texts, passes, one));
  }
  return { peer: median(peers), times };
}

/** CPU seconds a pass. */
function secondsOf(texts: readonly string[], passes: number, take: TakeText): number {
  const before = process.cpuUsage();
  for (let pass = 0; pass < passes; pass++) for (const text of texts) take(text);
  return cpuSecondsSince(before) / passes;
}
