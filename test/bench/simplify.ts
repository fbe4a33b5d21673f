/** Traditional to simplified against opencc-js's converter, on the same real texts. */
import { join } from "node:path";
import { Converter } from "opencc-js/t2cn";
import { makeSimplifier, traditionalForms } from "../../stages/text/simplified.js";
import { recordsOf } from "../support/records.js";
import { sharedData } from "../support/wudao.js";

const megabytes = 6;
const rounds = 3;

export function benchSimplify(): void {
  for (const corpus of ["vsdocs-tw-00000", "poetry-tang-song-tw-00000"]) {
    const texts: string[] = [];
    let bytes = 0;
    for (const { content } of recordsOf(join(sharedData ?? "", `zh-web/${corpus}.jsonl.zst`))) {
      if (bytes >= megabytes * 1e6) break;
      texts.push(content);
      bytes += Buffer.byteLength(content);
    }
    for (const form of traditionalForms) {
      const own = rateOf(makeSimplifier(form), texts, bytes);
      const peer = rateOf(Converter({ from: form, to: "cn" }), texts, bytes);
      console.log(
        `${corpus}, ${form}: ${own.toFixed(1)} MB per CPU second, opencc-js ${peer.toFixed(1)}: ` +
          `${(own / peer).toFixed(1)} times the peer (bar: 100)`,
      );
    }
  }
}

/** MB of UTF-8 text a CPU second, best of some rounds. */
function rateOf(convert: (text: string) => string, texts: readonly string[], bytes: number): number {
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    for (const text of texts) convert(text);
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, bytes / (user + system));
  }
  return best;
}
