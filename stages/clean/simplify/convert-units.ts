/**
 * One pass from units to units (`convert-units.wat`). Where no phrase may begin, which is nearly everywhere, a unit costs one load of its
 * entry; phrases that their neighbours do not change are written as the tables have them. What is left is decided here, with the chain of
 * dictionaries where needed: in traditional manuals one place in 90,000 units for `twp`. The reference that this must equal is
 * `DictionaryChain.convert` over the whole text (test/stages/clean/simplify/convert-units.test.ts).
 *
 * Cost: `npm run bench -- simplify`; linear for every input: each unit is in one passage of the chain at most.
 */
import { loadKernel } from "../../../pipeline/kernels/load-kernel.js";
import { TextKernel } from "../../text/units/text-kernel.js";
import { UnitBuffer } from "../../text/units/unit-buffer.js";
import type { Conversion } from "./conversion.js";
import { descriptionEnd, isDescription } from "./descriptions.js";
import { asksForMore } from "./phrase-index.js";

interface Exports {
  convertUnits(from: number, end: number, to: number, open: number, wide: number): number;
  areEqual(one: number, other: number, end: number): number;
}

const module = loadKernel(new URL("./convert-units.wasm", import.meta.url));

const noPhrase = -1;

/** Words of the kernel's memory, each an address in the text or the output. */
const toWord = 655360 / 4;
const settledWord = toWord + 1;
const stateBytes = 16;

export class UnitConverter {
  private readonly kernel: TextKernel<Exports>;
  private exports: Exports | undefined;
  private output = new UnitBuffer();
  /** Where the search goes on after a phrase. */
  private next = 0;
  /** No phrase reaches across this place of the source, and the output up to there is final. */
  private settled = 0;
  private phraseEnd = 0;

  constructor(private readonly index: Conversion) {
    const { steps, phrases, neighbours, outputs } = index.tables;
    const tables = [index.entries, steps, phrases, neighbours, new Uint8Array(stateBytes), outputs];
    this.kernel = new TextKernel(module, tables, index.growth);
  }

  /** The converted text; the same string when nothing changes. */
  convertText(text: string): string {
    this.load(text);
    this.convert();
    return this.isUnchanged() ? text : this.output.text();
  }

  load(text: string): void {
    const { kernel } = this;
    // What stands behind the text in the memory may cause a needless question to the chain, but never another result.
    this.exports = kernel.load(text, 0);
    if (this.output.units !== kernel.output) this.output = new UnitBuffer(kernel.output);
  }

  /** Converts what is loaded, units to units. */
  convert(): void {
    const { output, index, exports } = this;
    if (exports === undefined) return;
    const { units: source, unitsAt, length, outputAt, tableWords } = this.kernel;
    const end = unitsAt + length * 2;
    let at = unitsAt;
    let open = unitsAt;
    output.length = 0;
    this.settled = 0;
    for (;;) {
      at = exports.convertUnits(at, end, outputAt + output.length * 2, open, index.wideBits);
      output.length = (tableWords[toWord]! - outputAt) >> 1;
      if (at === end) return;
      if (tableWords[settledWord] !== 0) this.settled = (tableWords[settledWord]! - unitsAt) >> 1;
      const here = (at - unitsAt) >> 1;
      if (this.convertPhrase(here)) at = unitsAt + this.next * 2;
      else {
        // The unit is converted as if it stood alone.
        output.units[output.length++] = index.entries[source[here]!]!;
        at += 2;
      }
      open = at;
    }
  }

  private isUnchanged(): boolean {
    const { unitsAt, outputAt, length } = this.kernel;
    if (this.output.length !== length) return false;
    return this.exports?.areEqual(unitsAt, outputAt, unitsAt + length * 2) === 1;
  }

  /** Writes what begins at `at` when it is a phrase, and sets `next` behind it. */
  private convertPhrase(at: number): boolean {
    const { index, output } = this;
    const { units: source } = this.kernel;
    const phrase = this.longestPhrase(at);
    if (phrase === noPhrase) {
      if (!asksForMore(index.entries[source[at]!]!)) return false;
      this.convertPassage(at, at + 1);
      return true;
    }
    const end = this.phraseEnd;
    const result = index.outputs[phrase];
    if (
      result === undefined ||
      (index.places[phrase] !== 0 && this.isCrossed(at, end)) ||
      this.joinsNeighbours(phrase, at, end)
    ) {
      this.convertPassage(at, end);
      return true;
    }
    const { units } = output;
    let to = output.length;
    for (let i = 0; i < result.length; i++) units[to++] = result[i]!;
    output.length = to;
    this.next = end;
    this.settled = end;
    return true;
  }

  private longestPhrase(at: number): number {
    const { units: source, length } = this.kernel;
    const { trie } = this.index;
    let phrase = noPhrase;
    let node = trie.root[source[at]!]!;
    for (let i = at + 1; node !== 0; i++) {
      if (trie.value[node] !== 0) {
        phrase = trie.value[node]! - 1;
        this.phraseEnd = i;
      }
      node = i < length ? trie.child(node, source[i]!) : 0;
    }
    return phrase;
  }

  /** Whether a phrase that begins within source(at, end) ends behind it. */
  private isCrossed(at: number, end: number): boolean {
    for (let i = at + 1; i < end; i++)
      if (this.longestPhrase(i) !== noPhrase && this.phraseEnd > end) return true;
    return false;
  }

  /** Whether the standard form of a phrase may be a word of the last step together with what stands beside it. */
  private joinsNeighbours(phrase: number, at: number, end: number): boolean {
    const { index } = this;
    const { units: source, length } = this.kernel;
    const joins = index.joins[phrase];
    if (joins === undefined) return false;
    const { standard } = index;
    if (at > 0 && joins.before.has(standard[source[at - 1]!]!)) return true;
    if (end >= length) return false;
    const next = this.longestPhrase(end);
    if (next === noPhrase) return joins.after.has(standard[source[end]!]!);
    return index.outputs[next] === undefined || joins.after.has(index.standardFirsts[next]!);
  }

  /** From the last unit that is in no phrase to the next one, by the chain itself. */
  private convertPassage(at: number, from: number): void {
    const { index, output } = this;
    const { units: source, length } = this.kernel;
    const { neutral, chain } = index;
    let start = at;
    while (start > this.settled && neutral[source[start - 1]!] === 0) start--;
    let end = start;
    while (end < length && (end < from || neutral[source[end]!] === 0))
      end = isDescription(source[end]!) ? descriptionEnd(source, end, length) : end + 1;
    output.length -= at - start;
    chain.convert(source, start, end, output);
    this.next = end;
    this.settled = end;
  }
}
