/**
 * Lines of two scripts cut where one gives way to the other for a sentence or more: a paragraph with its translation behind it is
 * two passages, a Chinese sentence with English names is one.
 */
import * as c from "../characters/charclass.js";
import { charClass } from "../characters/charclass.js";

/** Letters, or characters of Han, kana and Hangul, of a sentence; less is a name or a term. */
const fewestLetters = 60;
const fewestEastern = 20;

const LATIN = 1;
const EASTERN = 2;

/**
 * Calls `take` with the passages of text[from, to), which cover it. Cost: one look at each character.
 *
 * @param take start and end in UTF-16 units
 */
export function scriptPassages(
  text: string,
  from: number,
  to: number,
  take: (start: number, end: number) => void,
): void {
  let start = from;
  let script = 0;
  let runScript = 0;
  let runStart = from;
  let runLetters = 0;
  const endRun = (): void => {
    const isLong = runLetters >= (runScript === LATIN ? fewestLetters : fewestEastern);
    if (!isLong || runScript === script) return;
    if (script !== 0) {
      take(start, runStart);
      start = runStart;
    }
    script = runScript;
  };
  for (let i = from; i < to; i++) {
    const kind = charClass[text.charCodeAt(i)]!;
    const own = kind === c.LATIN || kind === c.LATIN_EXTENDED ? LATIN : isEastern(kind) ? EASTERN : 0;
    if (own === 0) continue;
    if (own !== runScript) {
      endRun();
      runScript = own;
      runStart = i;
      runLetters = 0;
    }
    runLetters++;
  }
  endRun();
  take(start, to);
}

function isEastern(kind: number): boolean {
  return c.isHanClass(kind) || kind === c.KANA || kind === c.HANGUL;
}
