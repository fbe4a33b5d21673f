/** The binary part of a sample in a spill: the encoded picture, then the arrays, one after another. */
import type { Sample, SampleArray, SampleImage } from "../../contracts/sample.js";

const arrayTypes = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  int32: Int32Array,
  float32: Float32Array,
} as const;
export type ArrayType = keyof typeof arrayTypes;

/** What the head of a record says of the bytes that follow its text. */
export interface BinaryHead {
  /** The picture without its bytes, and their number. */
  readonly image?: Omit<SampleImage, "bytes"> & { readonly length: number };
  readonly arrays?: readonly { readonly name: string; readonly type: ArrayType; readonly length: number }[];
}

/** Undefined for a sample of text alone. */
export function binaryHead({ image, arrays }: Sample): BinaryHead | undefined {
  const names = Object.keys(arrays);
  if (image === undefined && names.length === 0) return undefined;
  return {
    ...(image === undefined
      ? {}
      : {
          image: {
            format: image.format,
            width: image.width,
            height: image.height,
            length: image.bytes.length,
          },
        }),
    ...(names.length === 0
      ? {}
      : {
          arrays: Object.entries(arrays).map(([name, values]) => ({
            name,
            type: arrayTypeOf(values),
            length: values.length,
          })),
        }),
  };
}

export function arrayTypeOf(values: SampleArray): ArrayType {
  if (values instanceof Uint8Array) return "uint8";
  if (values instanceof Uint16Array) return "uint16";
  return values instanceof Int32Array ? "int32" : "float32";
}

export function writeBinary({ image, arrays }: Sample, into: Buffer, from: number): void {
  let at = from;
  if (image !== undefined) {
    into.set(image.bytes, at);
    at += image.bytes.length;
  }
  for (const values of Object.values(arrays)) {
    into.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
}

/** Copies: `bytes` may be used again for the next record. */
export function readBinary(head: BinaryHead, bytes: Uint8Array): Partial<Pick<Sample, "image" | "arrays">> {
  let at = 0;
  const next = (length: number): Uint8Array<ArrayBuffer> => {
    const part = new Uint8Array(bytes.subarray(at, at + length));
    at += length;
    return part;
  };
  const image =
    head.image === undefined
      ? undefined
      : {
          format: head.image.format,
          width: head.image.width,
          height: head.image.height,
          bytes: next(head.image.length),
        };
  const arrays = (head.arrays ?? []).map(({ name, type, length }) => {
    const array = arrayTypes[type];
    return [name, new array(next(length * array.BYTES_PER_ELEMENT).buffer)] as const;
  });
  return { ...(image === undefined ? {} : { image }), arrays: Object.fromEntries(arrays) };
}
