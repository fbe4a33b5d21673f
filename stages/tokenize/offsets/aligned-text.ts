/**
 * A text that was rewritten, and where in the source each of its UTF-16 units comes from.
 *
 * Source: `NormalizedString` of Hugging Face `tokenizers`, whose rules for what is put in or taken out `transform` follows, so that offsets
 * are the same.
 */
import { wellFormed } from "../well-formed.js";

/** A character of the new text, and what it did to the old one: 0 in place of one; 1 put in; -n in place of one and the n behind it. */
export type Change = readonly [character: string, change: number];

export class AlignedText {
  private constructor(
    readonly text: string,
    /** Of each unit: where the character in the source begins, and where it ends. Units of a pair share both. */
    private readonly starts: Int32Array,
    private readonly ends: Int32Array,
  ) {}

  /** A text as it stands in the source from `from` on, with U+FFFD for lone surrogates. */
  static of(source: string): AlignedText {
    const text = wellFormed(source);
    const starts = new Int32Array(text.length);
    const ends = new Int32Array(text.length);
    let at = 0;
    for (const character of text) {
      starts.fill(at, at, at + character.length);
      ends.fill(at + character.length, at, at + character.length);
      at += character.length;
    }
    return new AlignedText(text, starts, ends);
  }

  get length(): number {
    return this.text.length;
  }

  /** Where in the source the unit at `at` begins. */
  startOf(at: number): number {
    return this.starts[at] ?? this.ends[this.length - 1] ?? 0;
  }

  /** Where in the source the units before `to` end. */
  endOf(to: number): number {
    return this.ends[to - 1] ?? this.startOf(0);
  }

  slice(from: number, to: number): AlignedText {
    return new AlignedText(
      this.text.slice(from, to),
      this.starts.subarray(from, to),
      this.ends.subarray(from, to),
    );
  }

  /**
   * What is put in comes from where the character before it does.
   *
   * @param removed characters at the front that nothing stands for
   */
  transform(changes: Iterable<Change>, removed = 0): AlignedText {
    const old = [...this.text];
    const starts: number[] = [];
    const ends: number[] = [];
    let text = "";
    let next = 0;
    let offset = 0;
    const take = (count: number): void => {
      for (let taken = 0; taken < count; taken++) offset += old[next++]?.length ?? 0;
    };
    take(removed);
    for (const [character, change] of changes) {
      const from = change > 0 ? offset - 1 : offset;
      const origin = this.starts[0] ?? 0;
      for (let unit = 0; unit < character.length; unit++) {
        starts.push(this.starts[from] ?? origin);
        ends.push(this.ends[from] ?? origin);
      }
      text += character;
      if (change <= 0) take(1 - change);
    }
    return new AlignedText(text, Int32Array.from(starts), Int32Array.from(ends));
  }

  /** The text with something put before it; what is put there counts as coming from the place of the first character. */
  prepend(text: string): AlignedText {
    if (this.text === "") return this;
    const [first = "", ...rest] = [...this.text];
    const put = [...text].map((character, index): Change => [character, index === 0 ? 0 : 1]);
    return this.transform([...put, [first, 1], ...rest.map((character): Change => [character, 0])]);
  }

  /** What stands in place of a string comes from where its last character does. */
  replaceAll(pattern: string | RegExp, by: string): AlignedText {
    let text = "";
    const starts: number[] = [];
    const ends: number[] = [];
    let at = 0;
    const copyTo = (end: number): void => {
      text += this.text.slice(at, end);
      for (; at < end; at++) {
        starts.push(this.startOf(at));
        ends.push(this.endOf(at + 1));
      }
    };
    for (const [from, to] of placesOf(this.text, pattern)) {
      copyTo(from);
      at = to;
      for (let unit = 0; unit < by.length; unit++) {
        starts.push(this.startOf(at - 1));
        ends.push(this.endOf(at));
      }
      text += by;
    }
    if (at === 0) return this;
    copyTo(this.length);
    return new AlignedText(text, Int32Array.from(starts), Int32Array.from(ends));
  }

  /** Parts of one source, one behind the other. */
  static join(parts: readonly AlignedText[]): AlignedText {
    return new AlignedText(
      parts.map(({ text }) => text).join(""),
      Int32Array.from(parts.flatMap(({ starts }) => [...starts])),
      Int32Array.from(parts.flatMap(({ ends }) => [...ends])),
    );
  }
}

/** The places, as [start, end), of a string or of the matches of a global pattern. */
function* placesOf(text: string, pattern: string | RegExp): Generator<readonly [number, number]> {
  if (typeof pattern !== "string") {
    for (const found of text.matchAll(pattern)) yield [found.index, found.index + found[0].length];
    return;
  }
  for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + pattern.length))
    yield [at, at + pattern.length];
}
