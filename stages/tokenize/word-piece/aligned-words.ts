/** The words of BERT's basic tokenizer and where they come from: its steps one after the other, as it is written, on the whole text. */
import { alignedNfd } from "../offsets/aligned-forms.js";
import type { AlignedText, Change } from "../offsets/aligned-text.js";
import {
  type BertCharacters,
  type BertOptions,
  CHINESE,
  DROPPED,
  lowerCaseOf,
  NONSPACING,
  PUNCTUATION,
  WHITE_SPACE,
} from "./bert-characters.js";

export function* alignedWords(
  text: AlignedText,
  characters: BertCharacters,
  options: BertOptions,
): Generator<AlignedText> {
  const normalized = normalize(text, characters, options);
  let start = 0;
  let at = 0;
  for (const character of normalized.text) {
    const isGap = characters.is(character, WHITE_SPACE);
    const end = at + character.length;
    if (isGap || characters.is(character, PUNCTUATION)) {
      if (at > start) yield normalized.slice(start, at);
      if (!isGap) yield normalized.slice(at, end);
      start = end;
    }
    at = end;
  }
  if (at > start) yield normalized.slice(start, at);
}

function normalize(text: AlignedText, characters: BertCharacters, options: BertOptions): AlignedText {
  const { cleansText, setsChineseApart, stripsAccents, lowersCase } = options;
  let normalized = text;
  const each = (step: (character: string) => readonly Change[]): void => {
    normalized = normalized.transform([...normalized.text].flatMap(step));
  };
  if (cleansText) {
    normalized = without(normalized, (character) => characters.is(character, DROPPED));
    each((character) => [[characters.is(character, WHITE_SPACE) ? " " : character, 0]]);
  }
  if (setsChineseApart)
    each((character) =>
      characters.is(character, CHINESE)
        ? [
            [" ", 0],
            [character, 1],
            [" ", 1],
          ]
        : [[character, 0]],
    );
  if (stripsAccents)
    normalized = without(alignedNfd(normalized), (character) => characters.is(character, NONSPACING));
  if (lowersCase)
    each((character) =>
      [...lowerCaseOf(character)].map((lower, index): Change => [lower, index === 0 ? 0 : 1]),
    );
  return normalized;
}

/** The text without some of its characters; the others keep their places in the source. */
function without(text: AlignedText, isGone: (character: string) => boolean): AlignedText {
  let ahead = 0;
  const changes: [string, number][] = [];
  for (const character of text.text) {
    const last = changes.at(-1);
    if (!isGone(character)) changes.push([character, 0]);
    else if (last === undefined) ahead++;
    else last[1]--;
  }
  return text.transform(changes, ahead);
}
