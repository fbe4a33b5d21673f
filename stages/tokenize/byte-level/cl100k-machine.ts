/**
 * The patterns of cl100k, Llama 3 and Qwen as a machine that takes one character a step (`cl100k-words.wat` runs it):
 *
 *     (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
 *
 * Two things are known late. The last one of several spaces goes to what follows it: the step behind it says that it started a
 * word. The spaces behind a line break are a word of their own unless another line break follows: the word that was begun there
 * is taken back.
 *
 *     transitions[state << 3 | class]   state << 4 | marks
 */
import { LETTER, LINE_BREAK, NUMBER, OTHER, SPACE } from "./unicode-classes.js";

export interface WordMachine {
  /** Class of each code point: those of unicode-classes.ts, and three more. */
  readonly classes: Uint8Array;
  readonly transitions: Uint16Array;
}

/** First half of a pair, U+0020, and the apostrophe, which is like others where no contraction begins. */
const HALF = 5;
const BLANK = 6;
const APOSTROPHE = 7;

/** The character starts a word; the one before does; it is the first space behind a line break. */
const STARTS = 1;
const BEFORE_STARTS = 2;
const BEHIND_LINE = 4;
/** At a line break: the word behind the last one is taken back. At an apostrophe: look for a contraction. */
const LOOK = 8;

/** What was read last. Nothing goes on: the start of the text, a whole number or contraction. */
const NOTHING = 0;
const LETTERS = 1;
/** Digits that others may follow: one, two. */
const DIGIT = 2;
const DIGITS = 3;
/** One other character that starts a word; several, or one behind a blank. */
const ONE_OTHER = 4;
const OTHERS = 5;
/** Line breaks behind others, of which they are part. */
const BREAKS_OF_OTHERS = 6;
const BREAKS = 7;
/**
 * One white space, not U+0020: the same with `+ IS_BLANK` where it is, `+ SEVERAL` where white space stands before it, `+
 * IN_LINE` where a line break does.
 */
const WHITE = 8;
const IS_BLANK = 1;
const SEVERAL = 2;
/** `cl100k-words.wat` knows these states as those from here on. */
const IN_LINE = 4;

export function cl100kMachine(classes: Uint8Array, digits: number): WordMachine {
  const own = classes.slice();
  own.fill(HALF, 0xd800, 0xdc00);
  own[0x20] = BLANK;
  own[0x27] = APOSTROPHE;
  const transitions = new Uint16Array(128);
  for (let state = 0; state < 16; state++) {
    for (const kind of [OTHER, LETTER, NUMBER, SPACE, LINE_BREAK, BLANK, APOSTROPHE]) {
      transitions[(state << 3) | kind] = step(state, kind, digits);
    }
  }
  return { classes: own, transitions };
}

function step(state: number, kind: number, digits: number): number {
  const isWhite = state >= WHITE;
  // White space before the last one is a word, which ends here.
  const parted = isWhite && (state & SEVERAL) !== 0 ? BEFORE_STARTS : 0;
  switch (kind) {
    case LETTER: {
      const goesOn = state === LETTERS || state === ONE_OTHER || isWhite;
      return (LETTERS << 4) | parted | (goesOn ? 0 : STARTS);
    }
    case NUMBER: {
      const count = state === DIGIT ? 2 : state === DIGITS ? 3 : 1;
      const next = count === digits ? NOTHING : count === 1 ? DIGIT : DIGITS;
      return (next << 4) | parted | (count === 1 ? STARTS : 0);
    }
    case OTHER:
    case APOSTROPHE:
      if (state === ONE_OTHER || state === OTHERS || (isWhite && (state & IS_BLANK) !== 0))
        return (OTHERS << 4) | parted;
      return (ONE_OTHER << 4) | parted | STARTS | (kind === APOSTROPHE ? LOOK : 0);
    case LINE_BREAK:
      if (state === ONE_OTHER || state === OTHERS || state === BREAKS_OF_OTHERS) return BREAKS_OF_OTHERS << 4;
      if (isWhite) return (BREAKS << 4) | ((state & IN_LINE) !== 0 ? LOOK : 0);
      return (BREAKS << 4) | (state === BREAKS ? 0 : STARTS);
    default: {
      const blank = kind === BLANK ? IS_BLANK : 0;
      if (isWhite) return (WHITE | SEVERAL | (state & IN_LINE) | blank) << 4;
      if (state === BREAKS) return ((WHITE | IN_LINE | blank) << 4) | STARTS | BEHIND_LINE;
      return ((WHITE | blank) << 4) | STARTS;
    }
  }
}
