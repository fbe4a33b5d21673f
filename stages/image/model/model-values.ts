/** Pixels and arrays of samples -> what a model takes; what it gives -> arrays of samples. */
import { float16Bits, float16Value } from "../../../pipeline/contracts/float16.js";
import type { SampleArray } from "../../../pipeline/contracts/sample.js";
import type { Raster } from "../../pixels/raster.js";

export interface Normalisation {
  readonly layout: "nchw" | "nhwc";
  readonly channels: "rgb" | "bgr";
  /** value = (tone * rescale - mean) / std, by channel in the order of the model. */
  readonly rescale: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const floats = {
  float32: (length: number) => new Float32Array(length),
  float16: (length: number) => new Uint16Array(length),
  uint8: (length: number) => new Uint8Array(length),
} as const;

export type PictureType = keyof typeof floats;

export function isPictureType(type: string): type is PictureType {
  return Object.hasOwn(floats, type);
}

/** Pictures of one size, one after another. Models of uint8 get the tones as they are. */
export function pictureValues(
  rasters: readonly Raster[],
  type: PictureType,
  how: Normalisation,
): Float32Array | Uint16Array | Uint8Array {
  const pixels = (rasters[0]?.width ?? 0) * (rasters[0]?.height ?? 0);
  const values = floats[type](rasters.length * pixels * 3);
  const tables = [0, 1, 2].map((channel) => valueOfTone(type, how, channel));
  const isPlanar = how.layout === "nchw";
  rasters.forEach(({ data }, index) => {
    const start = index * pixels * 3;
    for (let channel = 0; channel < 3; channel++) {
      const table = tables[channel]!;
      const from = how.channels === "rgb" ? channel : 2 - channel;
      let to = start + (isPlanar ? channel * pixels : channel);
      const step = isPlanar ? 1 : 3;
      for (let at = from; at < pixels * 3; at += 3, to += step) values[to] = table[data[at]!]!;
    }
  });
  return values;
}

/** A tone has 256 values: each is worked out once. */
function valueOfTone(type: PictureType, how: Normalisation, channel: number): readonly number[] {
  return Array.from({ length: 256 }, (_, tone) => {
    if (type === "uint8") return tone;
    const value = (tone * how.rescale - (how.mean[channel] ?? 0)) / (how.std[channel] ?? 1);
    return type === "float16" ? float16Bits(value) : value;
  });
}

/** Arrays of one length, one after another, as the type that the model asks for; undefined for a type that is not known here. */
export function arrayValues(
  arrays: readonly SampleArray[],
  type: string,
): Float32Array | Uint16Array | Uint8Array | Int32Array | BigInt64Array | undefined {
  const flat = arrays.flatMap((array) => Array.from(array));
  switch (type) {
    case "int64":
      return BigInt64Array.from(flat, (value) => BigInt(Math.trunc(value)));
    case "int32":
      return Int32Array.from(flat);
    case "uint8":
    case "bool":
      return Uint8Array.from(flat);
    case "float32":
      return Float32Array.from(flat);
    case "float16":
      return Uint16Array.from(flat, float16Bits);
    default:
      return undefined;
  }
}

/** The values of each of `count` samples; undefined for a type that no column has, or whole numbers that int32 cannot hold. */
export function splitValues(type: string, data: unknown, count: number): readonly SampleArray[] | undefined {
  const whole = asColumn(type, data);
  if (whole === undefined || whole.length % count !== 0) return undefined;
  const length = whole.length / count;
  return Array.from({ length: count }, (_, index) => whole.slice(index * length, (index + 1) * length));
}

function asColumn(type: string, data: unknown): SampleArray | undefined {
  switch (type) {
    case "float32":
      return data instanceof Float32Array ? data : undefined;
    case "float16":
      // float16 comes either as its bits, or as the new `Float16Array`, whose elements are numbers.
      return data instanceof Uint16Array
        ? Float32Array.from(data, float16Value)
        : Float32Array.from(data as ArrayLike<number>);
    case "float64":
      return data instanceof Float64Array ? Float32Array.from(data) : undefined;
    case "int64": {
      if (!(data instanceof BigInt64Array)) return undefined;
      const narrow = Int32Array.from(data, Number);
      return data.every((value, at) => BigInt(narrow[at] ?? 0) === value) ? narrow : undefined;
    }
    case "int32":
      return data instanceof Int32Array ? data : undefined;
    case "uint8":
    case "bool":
      return data instanceof Uint8Array ? data : undefined;
    default:
      return undefined;
  }
}
