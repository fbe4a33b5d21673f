/** Which columns the samples of a run need: counted per split, so that the schema is known before a row is written. */
import type { Sample } from "../../contracts/sample.js";
import { type ArrayType, arrayTypeOf } from "../../storage/spills/spill-binary.js";

/** Arrays of one name: how many samples have one, and the length that all of them share (0 when they differ). */
interface ArrayShape {
  readonly type: ArrayType;
  readonly samples: number;
  readonly length: number;
}

export interface RowShape {
  readonly samples: number;
  readonly images: number;
  readonly captions: number;
  readonly arrays: Readonly<Record<string, ArrayShape>>;
}

export class ShapeCounter {
  #samples = 0;
  #images = 0;
  #captions = 0;
  readonly #arrays: Record<string, ArrayShape> = {};

  add(sample: Sample): void {
    this.#samples++;
    if (sample.image !== undefined) this.#images++;
    if (sample.captions.length > 0) this.#captions++;
    for (const [name, values] of Object.entries(sample.arrays)) {
      // Names that begin with a dot are between stages.
      if (name.startsWith(".")) continue;
      const one = { type: arrayTypeOf(values), samples: 1, length: values.length };
      this.#arrays[name] = joinArrays(name, this.#arrays[name], one);
    }
  }

  /** The shape as text, for a receipt. */
  toFact(): string {
    const shape: RowShape = {
      samples: this.#samples,
      images: this.#images,
      captions: this.#captions,
      arrays: this.#arrays,
    };
    return JSON.stringify(shape);
  }
}

/** The shape of all splits together. Array names are sorted: the order of columns depends on no split. */
export function joinShapes(facts: readonly string[]): RowShape {
  const shapes = facts.map((fact) => JSON.parse(fact) as RowShape);
  const sum = (part: "samples" | "images" | "captions"): number =>
    shapes.reduce((before, shape) => before + shape[part], 0);
  const arrays: Record<string, ArrayShape> = {};
  for (const [name, one] of shapes.flatMap((shape) => Object.entries(shape.arrays)).sort(byName))
    arrays[name] = joinArrays(name, arrays[name], one);
  return { samples: sum("samples"), images: sum("images"), captions: sum("captions"), arrays };
}

function byName([a]: readonly [string, ArrayShape], [b]: readonly [string, ArrayShape]): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function joinArrays(name: string, a: ArrayShape | undefined, b: ArrayShape): ArrayShape {
  if (a === undefined) return b;
  if (a.type !== b.type)
    throw new Error(`the array "${name}" is ${a.type} in one sample and ${b.type} in another`);
  return { type: a.type, samples: a.samples + b.samples, length: a.length === b.length ? a.length : 0 };
}
