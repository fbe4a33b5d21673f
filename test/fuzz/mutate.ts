/** Spoils texts and bytes as crawls, disks and attackers do. Everything comes from a seed, so a failure can be repeated. */
import type { Chance } from "../../pipeline/forecast/chance.js";

/** Characters that rules and readers stumble over. */
const odd = [
  ..."\0\t\n\r\v\f\u001b\u0085\u00a0\u00ad\u200b\u200d\u200e\u202e\u2028\u2029\u3000\ufeff\ufffd\uffff",
  ..."\ud800\udfff\ue000\uf8ff〇々㐀龥\u{20000}\u{2ffff}👩‍👩‍👧🇨🇳é\u0301ﬁİıßſ锟斤拷烫屯",
  ...`<>&;"'\`\\/{}[]()|,.:@#$%^*-_=+~?!0９aＡ。，、；：？！“”‘’（）《》`,
  ...["<script>", "<!--", "-->", "&#x10FFFF;", "&#0;", "```", "{{", "%00", "../", "\\u0000", "1e999", "null"],
];

export function mutateText(seeds: readonly string[], { choose }: Chance, longest: number): string {
  let text = seeds[choose(seeds.length)] ?? "";
  for (let rounds = 1 + choose(4); rounds > 0; rounds--) {
    const at = choose(text.length + 1);
    const length = choose(Math.min(64, text.length - at + 1));
    const piece = text.slice(at, at + length);
    const rest = text.slice(at + length);
    const head = text.slice(0, at);
    const other = seeds[choose(seeds.length)] ?? "";
    switch (choose(6)) {
      case 0:
        text = head + rest;
        break;
      case 1:
        text = head + (odd[choose(odd.length)] ?? "") + piece + rest;
        break;
      case 2:
        text = head + (odd[choose(odd.length)] ?? "").repeat(1 + choose(200)) + rest;
        break;
      case 3:
        text = head + piece.repeat(1 + choose(100)) + rest;
        break;
      case 4:
        text = head + other.slice(choose(other.length + 1));
        break;
      default:
        text = head + String.fromCharCode(choose(0x10000)) + rest;
    }
    text = text.slice(0, longest);
  }
  return text;
}

export function mutateBytes(seeds: readonly Buffer[], { choose }: Chance, longest: number): Buffer {
  let bytes: Buffer = Buffer.from(seeds[choose(seeds.length)] ?? Buffer.alloc(0));
  for (let rounds = 1 + choose(4); rounds > 0; rounds--) {
    const at = choose(bytes.length + 1);
    const length = choose(Math.min(256, bytes.length - at + 1));
    const head = bytes.subarray(0, at);
    const piece = bytes.subarray(at, at + length);
    const rest = bytes.subarray(at + length);
    const other = seeds[choose(seeds.length)] ?? Buffer.alloc(0);
    switch (choose(6)) {
      case 0:
        if (bytes.length > 0) {
          const place = choose(bytes.length);
          bytes[place] = (bytes[place] ?? 0) ^ (1 << choose(8));
        }
        break;
      case 1:
        bytes = Buffer.from(head);
        break;
      case 2:
        bytes = Buffer.concat([head, rest]);
        break;
      case 3:
        bytes = Buffer.concat([head, Buffer.alloc(1 + choose(32), choose(256)), piece, rest]);
        break;
      case 4:
        bytes = Buffer.concat([head, piece, piece, rest]);
        break;
      default:
        bytes = Buffer.concat([head, other.subarray(choose(other.length + 1))]);
    }
    bytes = bytes.subarray(0, longest);
  }
  return bytes;
}
