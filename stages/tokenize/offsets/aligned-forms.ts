/**
 * Normal forms with where everything comes from: NFD and NFC step by step, because the engine's own tell only the outcome.
 *
 * Combining classes are asked of the engine by whether it changes the order of two marks.
 *
 * Source: UAX #15; changes as in the crate unicode-normalization-alignments, which `tokenizers` uses.
 */
import { decompose, isInert, isYoung, toNfc } from "../normal-forms.js";
import type { AlignedText, Change } from "./aligned-text.js";

/** A mark of the highest combining class: marks with a lower class other than 0 are ordered before it. */
const highestMark = "\u0345";

export function alignedNfc(text: AlignedText): AlignedText {
  if (toNfc(text.text) === text.text) return text;
  return text.transform(changesOf(text.text, (stretch) => compose(inOrder(stretch))));
}

export function alignedNfd(text: AlignedText): AlignedText {
  return text.transform(changesOf(text.text, inOrder));
}

/** Stretches with characters that a normal form may change go through `normalize`, with the one before them. */
function* changesOf(text: string, normalize: (stretch: string) => Change[]): Generator<Change> {
  const characters = [...text];
  const isQuiet = (at: number): boolean =>
    isInert(characters[at] ?? " ") && isInert(characters[at + 1] ?? " ");
  for (let at = 0; at < characters.length; ) {
    let end = at;
    while (end < characters.length && !isQuiet(end)) end++;
    if (end < characters.length) end++;
    // The last one is quiet, and may have a decomposition of its own.
    yield* normalize(characters.slice(at, end).join(""));
    at = end;
  }
}

/** Decomposed, marks in canonical order. */
function inOrder(text: string): Change[] {
  const ordered: Change[] = [];
  let marks: Change[] = [];
  const endMarks = (): void => {
    ordered.push(...sortMarks(marks));
    marks = [];
  };
  for (const character of text) {
    let change = 0;
    for (const part of decompose(character)) {
      if (!isMark(part)) endMarks();
      if (isMark(part)) marks.push([part, change]);
      else ordered.push([part, change]);
      change = 1;
    }
  }
  endMarks();
  return ordered;
}

/** Sorts marks by combining class; marks of the same class keep their order. */
function sortMarks(marks: readonly Change[]): Change[] {
  const sorted: Change[] = [];
  for (const mark of marks) {
    let at = sorted.length;
    while (at > 0 && goesBefore(mark[0], sorted[at - 1]?.[0] ?? "")) at--;
    sorted.splice(at, 0, mark);
  }
  return sorted;
}

function compose(parts: readonly Change[]): Change[] {
  const composed: Change[] = [];
  let starter: Change | undefined;
  let waiting: Change[] = [];
  for (const part of parts) {
    const [character, change] = part;
    const last = waiting.at(-1)?.[0];
    if (starter === undefined) {
      if (isMark(character)) composed.push(part);
      else starter = part;
      continue;
    }
    const isBlocked = last !== undefined && !goesBefore(last, character);
    const together = isBlocked ? undefined : composition(starter[0], character);
    if (together !== undefined) {
      starter = [together, starter[1] + change - 1];
    } else if (isMark(character)) {
      waiting.push(part);
    } else {
      composed.push(starter, ...waiting);
      waiting = [];
      starter = part;
    }
  }
  if (starter !== undefined) composed.push(starter);
  return [...composed, ...waiting];
}

function composition(first: string, second: string): string | undefined {
  if (isYoung(first) || isYoung(second)) return undefined;
  const together = (first + second).normalize("NFC");
  return together.length < first.length + second.length && [...together].length === 1 ? together : undefined;
}

/** Whether the combining class of a mark is lower than that of another. */
function goesBefore(mark: string, other: string): boolean {
  return mark !== other && (other + mark).normalize("NFD") === mark + other;
}

/** Whether a character without a decomposition has a combining class other than 0. */
function isMark(character: string): boolean {
  if (isYoung(character)) return false;
  return character === highestMark || goesBefore(character, highestMark);
}
