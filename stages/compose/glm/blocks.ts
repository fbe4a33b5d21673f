/** A row of tokens and its blanked spans -> the arrays that GLM is trained on. */
import type { SeededRandom } from "../seeded-random.js";
import type { Span } from "./spans.js";

export interface Block {
  readonly text: number[];
  readonly target: number[];
  readonly lossMask: number[];
  /** First row of positions: places in the text. All tokens of a span have the place of its mask. */
  readonly position: number[];
  /** Second row of positions: 0 in the text, 1 to length + 1 in each span. */
  readonly blockPosition: number[];
  /** Length of the text with its masks: attention is bidirectional up to here. */
  readonly separator: number;
}

export interface BlockTokens {
  readonly mask: number;
  readonly sop: number;
  readonly eop: number;
  readonly dBlock: number;
}

/**
 * Part A: the text with one mask for each span. Part B: the spans in shuffled order, each `sop` + tokens against
 * tokens + `eop`.
 *
 * @param hidden share of the span tokens that the model does not see on input (dBLOCK instead)
 */
export function infill(
  tokens: readonly number[],
  spans: readonly Span[],
  { mask, sop, eop, dBlock }: BlockTokens,
  hidden: number,
  random: SeededRandom,
): Block {
  const text: number[] = [];
  const position: number[] = [];
  const placeOf = new Map<Span, number>();
  let next = 0;
  let place = 0;
  for (const span of [...spans].sort((a, b) => a[0] - b[0])) {
    for (; next < span[0]; next++) {
      text.push(tokens[next]!);
      position.push(place++);
    }
    text.push(mask);
    position.push(place);
    placeOf.set(span, place++);
    next = span[1];
  }
  for (; next < tokens.length; next++) {
    text.push(tokens[next]!);
    position.push(place++);
  }
  const separator = text.length;
  const target = [...text];
  const blockPosition = new Array<number>(separator).fill(0);
  const lossMask = new Array<number>(separator).fill(0);
  for (const span of random.shuffle([...spans])) {
    text.push(sop);
    for (let at = span[0]; at < span[1]; at++) {
      const id = tokens[at]!;
      text.push(hidden > 0 && random.next() < hidden ? dBlock : id);
      target.push(id);
    }
    target.push(eop);
    for (let at = 0; at <= span[1] - span[0]; at++) {
      position.push(placeOf.get(span) ?? 0);
      blockPosition.push(at + 1);
      lossMask.push(1);
    }
  }
  return { text, target, lossMask, position, blockPosition, separator };
}

/** The end of the row is generated: text, [gMASK], `sop`, the rest against the rest. */
export function generateEnd(tokens: readonly number[], generated: number, mask: number, sop: number): Block {
  const division = tokens.length - generated;
  const source = tokens.slice(0, division);
  const rest = tokens.slice(division);
  const steps = Array.from(rest, (_, index) => index + 1);
  return {
    text: [...source, mask, sop, ...rest.slice(0, -1)],
    target: [...source, mask, ...rest],
    lossMask: [...source.map(() => 0), 0, ...rest.map(() => 1)],
    position: [...source.keys(), division, ...rest.map(() => division)],
    blockPosition: [...source.map(() => 0), 0, ...steps],
    separator: division + 1,
  };
}
