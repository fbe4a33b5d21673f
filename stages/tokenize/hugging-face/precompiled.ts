/**
 * The `Precompiled` normalizer of Hugging Face `tokenizers`, which XLM-R, mBART and T5 ship: the rules of SentencePiece, applied otherwise
 * than there. Of what a reader takes for one character (a grapheme cluster) of less than six bytes, the shortest rule that it begins
 * with replaces the whole; in longer ones each code point is replaced for itself.
 *
 * Nearly all characters stand for themselves and join with nothing: tables say so in one look. Cost: linear.
 *
 * Source: `Precompiled::normalize_string` of huggingface/spm_precompiled; Unicode Annex 29 for grapheme clusters.
 */
import type { Change } from "../offsets/aligned-text.js";
import { readCharsmap } from "../sentence-piece/charsmap.js";
import type { Rewrite } from "./rewrite.js";

/** Clusters of as many bytes or more are taken apart. */
const wholeBelow = 6;

/**
 * What may form a cluster with a neighbour: marks, formatting signs, jamo, flags, skin tones, letters that stand before or behind
 * another, a carriage return. Between two others a cluster always ends.
 */
const joining =
  /[\p{M}\p{Cf}\p{Grapheme_Extend}\p{Regional_Indicator}\p{Emoji_Modifier}\u{1100}-\u{11ff}\u{a960}-\u{a97f}\u{d7b0}-\u{d7ff}\r\u{e33}\u{eb3}\u{d4e}\u{111c2}\u{111c3}\u{1193f}\u{11941}\u{11a3a}\u{11a84}-\u{11a89}\u{11d46}\u{11f02}]/u;

/** Kinds of UTF-16 units. */
const QUIET = 0;
const RULE = 1;
const JOINING = 2;
const SURROGATE = 3;

/** Made when it is needed, as it reads its rules. */
let clusters: Intl.Segmenter | undefined;

/** @throws RangeError where the bytes hold no rules */
export function precompiled(charsmap: Buffer): Rewrite {
  const rules = new Rules(charsmap);
  return {
    rewrite(text) {
      let rewritten = "";
      let copied = 0;
      for (const [start, end, by] of rules.replacements(text)) {
        rewritten += text.slice(copied, start) + by;
        copied = end;
      }
      return copied === 0 ? text : rewritten + text.slice(copied);
    },
    align(text) {
      const changes: Change[] = [];
      let copied = 0;
      for (const [start, end, by] of rules.replacements(text.text)) {
        for (const character of text.text.slice(copied, start)) changes.push([character, 0]);
        replace(changes, [...text.text.slice(start, end)].length, by);
        copied = end;
      }
      if (copied === 0) return text;
      for (const character of text.text.slice(copied)) changes.push([character, 0]);
      return text.transform(changes);
    },
  };
}

class Rules {
  private readonly rules: ReadonlyMap<string, string>;
  private readonly kinds = new Uint8Array(0x10000);

  constructor(charsmap: Buffer) {
    this.rules = new Map(readCharsmap(charsmap).map(({ from, to }) => [from, to]));
    const { kinds } = this;
    for (let unit = 0; unit < 0x10000; unit++)
      if ((unit & 0xf800) === 0xd800) kinds[unit] = SURROGATE;
      else if (joining.test(String.fromCharCode(unit))) kinds[unit] = JOINING;
    for (const from of this.rules.keys()) {
      const unit = from.charCodeAt(0);
      if (from.length === 1 && kinds[unit] === QUIET) kinds[unit] = RULE;
    }
  }

  /** What is replaced, from left to right: where it begins and ends, and what stands for it. */
  *replacements(text: string): Generator<readonly [start: number, end: number, by: string]> {
    const { kinds } = this;
    for (let at = 0; at < text.length; ) {
      const kind = kinds[text.charCodeAt(at)]!;
      if (kind === QUIET) {
        at++;
        continue;
      }
      const end = endOfCharacter(text, at);
      const joinsNext = end < text.length && this.joins(text, end, endOfCharacter(text, end));
      if (!this.joins(text, at, end) && !joinsNext) {
        const by = this.rules.get(text.slice(at, end));
        if (by !== undefined) yield [at, end, by];
        at = end;
        continue;
      }
      // What joins does so with the character before it, which was quiet, or it would have been looked at.
      const start = this.joins(text, at, end) ? startOfCharacter(text, at) : at;
      const stop = this.endOfJoined(text, at);
      yield* this.inClusters(text.slice(start, stop), start);
      at = stop;
    }
  }

  private *inClusters(text: string, offset: number): Generator<readonly [number, number, string]> {
    clusters ??= new Intl.Segmenter("en", { granularity: "grapheme" });
    for (const { segment, index } of clusters.segment(text)) {
      const start = offset + index;
      const by = Buffer.byteLength(segment) < wholeBelow ? this.shortestRule(segment) : undefined;
      if (by !== undefined) {
        yield [start, start + segment.length, by];
        continue;
      }
      let at = start;
      for (const character of segment) {
        const single = this.rules.get(character);
        if (single !== undefined) yield [at, at + character.length, single];
        at += character.length;
      }
    }
  }

  private shortestRule(cluster: string): string | undefined {
    let beginning = "";
    for (const character of cluster) {
      beginning += character;
      const by = this.rules.get(beginning);
      if (by !== undefined) return by;
    }
    return undefined;
  }

  private joins(text: string, at: number, end: number): boolean {
    const kind = this.kinds[text.charCodeAt(at)]!;
    return kind === JOINING || (kind === SURROGATE && joining.test(text.slice(at, end)));
  }

  /** The first place behind `at` between two characters that join with nothing. */
  private endOfJoined(text: string, at: number): number {
    let end = endOfCharacter(text, at);
    let joined = this.joins(text, at, end);
    while (end < text.length) {
      const next = endOfCharacter(text, end);
      const nextJoins = this.joins(text, end, next);
      if (!joined && !nextJoins) break;
      joined = nextJoins;
      end = next;
    }
    return end;
  }
}

/**
 * Records a replacement in the same way as the reference: characters that are put in come last, and those that are taken out are
 * counted with the character before them.
 */
function replace(changes: Change[], old: number, by: string): void {
  const characters = [...by];
  for (const [index, character] of characters.entries()) changes.push([character, index < old ? 0 : 1]);
  const last = changes.at(-1);
  if (characters.length < old && last !== undefined)
    changes[changes.length - 1] = [last[0], last[1] + characters.length - old];
}

function endOfCharacter(text: string, at: number): number {
  return at + (isLead(text.charCodeAt(at)) && at + 1 < text.length ? 2 : 1);
}

function startOfCharacter(text: string, end: number): number {
  if (end === 0) return 0;
  return end - (end > 1 && (text.charCodeAt(end - 1) & 0xfc00) === 0xdc00 ? 2 : 1);
}

function isLead(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}
