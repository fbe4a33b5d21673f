/** Where Markdown code fences stand, so that rules for prose leave code alone. Linear in the text. */
import { BACKTICK, TILDE } from "./characters/charclass.js";
import { kindSet, kindsOf, lineEnds, nextKind, nextRun } from "./units/unit-kinds.js";

const none: Int32Array = new Int32Array(0);

let lastText: string | undefined;
let lastFences: Int32Array = none;

/** Start and end offsets of fenced blocks, alternating, ascending. An unclosed fence reaches to the end of the text. */
export function codeFences(text: string): Int32Array {
  if (text !== lastText) {
    lastFences = findFences(text);
    lastText = text;
  }
  return lastFences;
}

const marks = kindSet((kind) => kind === BACKTICK || kind === TILDE);

function findFences(text: string): Int32Array {
  kindsOf(text);
  const first = nextRun(marks, 3, 0, text.length);
  return first === text.length ? none : fencesFrom(text, first);
}

/** @param first where the first three marks stand */
function fencesFrom(text: string, first: number): Int32Array {
  const bounds: number[] = [];
  /** The marks of the fence that is open, and how many; none. */
  let openUnit = 0;
  let openMarks = 0;
  let openAt = 0;
  const units = kindsOf(text);
  const { length } = text;
  for (let at = first, stop = 0; at < length; at = nextRun(marks, 3, stop, length)) {
    const unit = units[at]!;
    stop = at + 1;
    while (units[stop] === unit) stop++;
    const found = stop - at;
    // Backticks beside tildes; and what closes a fence is as long as what opened it.
    if (found < 3 || (openMarks > 0 && (unit !== openUnit || found < openMarks))) continue;
    const line = startOfFence(units, at);
    if (line < 0) continue;
    if (openMarks === 0) {
      openUnit = unit;
      openMarks = found;
      openAt = line;
    } else {
      bounds.push(openAt, nextKind(lineEnds, stop, length));
      openMarks = 0;
    }
  }
  if (openMarks > 0) bounds.push(openAt, length);
  return bounds.length === 0 ? none : Int32Array.from(bounds);
}

/** The start of the line when the fence at `at` is the first thing on it, apart from the marks of a list or quote; otherwise -1. */
function startOfFence(units: Uint16Array, at: number): number {
  let i = at;
  while (i > 0) {
    const unit = units[i - 1];
    if (unit === 10) return i;
    if (unit !== 32 && unit !== 9 && unit !== 62) return -1;
    i--;
  }
  return 0;
}

/** Answers for ascending positions whether they lie in a fence. */
export class FenceCursor {
  private next = 0;

  constructor(private readonly bounds: Int32Array) {}

  /** End of the fence that holds the position, or 0. Positions must not go down. */
  endAround(position: number): number {
    const bounds = this.bounds;
    while (this.next < bounds.length && bounds[this.next + 1]! <= position) this.next += 2;
    if (this.next >= bounds.length || bounds[this.next]! > position) return 0;
    return bounds[this.next + 1]!;
  }
}
