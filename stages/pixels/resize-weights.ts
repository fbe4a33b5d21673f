/** How much each pixel of a row or column counts for each pixel of the resized one: bicubic, with antialiasing. */

/** Binary places of a weight in fixed point (Pillow's Resample.c): the sums are the same on every machine. */
export const precisionBits = 22;
/** Catmull-Rom: a = -0.5, support 2. */
const support = 2;
const a = -0.5;

function bicubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

/** For each output position: where its input begins, how many there are, and their weights. */
export interface Weights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `taps` a position. */
  readonly weights: Int32Array;
  readonly taps: number;
}

/** The last few: pictures of one set share sizes. Those of endless lines are not kept. */
const known = new Map<string, Weights>();
const maxKnown = 64;
const maxKnownBytes = 1 << 20;

export function weightsFor(from: number, to: number): Weights {
  const key = `${from}>${to}`;
  let weights = known.get(key);
  if (weights === undefined) {
    weights = makeWeights(from, to);
    if (weights.weights.byteLength > maxKnownBytes) return weights;
    if (known.size >= maxKnown) known.clear();
    known.set(key, weights);
  }
  return weights;
}

function makeWeights(from: number, to: number): Weights {
  const scale = from / to;
  const stretch = Math.max(1, scale);
  const reach = support * stretch;
  const taps = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Int32Array(to * taps);
  const exact = new Float64Array(taps);
  for (let position = 0; position < to; position++) {
    const centre = (position + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - reach + 0.5));
    const end = Math.min(from, Math.trunc(centre + reach + 0.5));
    let sum = 0;
    for (let at = start; at < end; at++) {
      const weight = bicubic((at - centre + 0.5) / stretch);
      exact[at - start] = weight;
      sum += weight;
    }
    first[position] = start;
    count[position] = end - start;
    for (let at = 0; at < end - start; at++) {
      const scaled = (exact[at]! / sum) * (1 << precisionBits);
      weights[position * taps + at] = Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
  }
  return { first, count, weights, taps };
}
