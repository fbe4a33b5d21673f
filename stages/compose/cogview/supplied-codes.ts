/** Image codes as a record brings them: an encoder made them before, outside this project. */
import { SampleError } from "../../../pipeline/contracts/errors.js";
import type { JsonValue, Sample } from "../../../pipeline/contracts/sample.js";
import { imageCodes, patchPlaces } from "./command-tokens.js";

export interface Patch {
  /** Place of the patch in the picture: 0 to 8, row by row. */
  readonly position: number;
  readonly codes: Int32Array;
}

/** The codes of the picture: an array that a stage made, or a list in the record. Nothing when there is neither. */
export function codesOf(sample: Sample, field: string, count: number): Int32Array | undefined {
  const given = sample.arrays[field] ?? sample.meta[field];
  return given === undefined || given === null ? undefined : checked(given, field, count);
}

/** Patches for super-resolution: a list of {position, codes}. */
export function patchesOf({ meta }: Sample, field: string, count: number): readonly Patch[] {
  const given = meta[field];
  if (given === undefined || given === null) return [];
  if (!isList(given)) throw wrong(field, "it is no list of {position, codes}");
  return given.map((patch) => {
    const { position, codes } = typeof patch === "object" && patch !== null && !isList(patch) ? patch : {};
    if (
      typeof position !== "number" ||
      !Number.isInteger(position) ||
      position < 0 ||
      position >= patchPlaces
    )
      throw wrong(field, `a patch has no position from 0 to ${patchPlaces - 1}`);
    return { position, codes: checked(codes, `${field}.codes`, count) };
  });
}

function checked(given: JsonValue | ArrayLike<number> | undefined, field: string, count: number): Int32Array {
  if (!isList(given) && !ArrayBuffer.isView(given)) throw wrong(field, "it is no list of codes");
  const codes: readonly unknown[] = Array.from(given as ArrayLike<unknown>);
  if (codes.length !== count) throw wrong(field, `it has ${codes.length} codes, not ${count}`);
  const stray = codes.find((code) => !isCode(code));
  if (stray !== undefined)
    throw wrong(field, `${JSON.stringify(stray)} is no code from 0 to ${imageCodes - 1}`);
  return Int32Array.from(codes as readonly number[]);
}

function isCode(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < imageCodes;
}

function isList(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function wrong(field: string, problem: string): SampleError {
  return new SampleError("wrong-codes", `"${field}" of the record: ${problem}`);
}
