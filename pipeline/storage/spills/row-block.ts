/**
 * A batch of rows as bytes: the buffers of its columns one after another, each padded to 8 bytes.
 *
 *     fixed-list   values
 *     list         offsets (i32), values
 *     utf8         lengths (i32, -1 = null), bytes
 *     image        the same of the pictures, then of their paths
 *     number       values (f64), a byte a row: 1 = null
 */
import {
  type Column,
  type ColumnData,
  type ColumnType,
  type ListItem,
  type ListValues,
  listArrays,
  type RowBatch,
} from "../../contracts/rows.js";

const padding = new Uint8Array(8);

/** The buffers of a batch, without their padding. */
export function blockBuffers(batch: RowBatch): Uint8Array[] {
  return batch.columns
    .flatMap(buffersOf)
    .map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
}

/** What stands behind a buffer of that many bytes. */
export function paddingOf(bytes: number): Uint8Array {
  return padding.subarray(0, -bytes & 7);
}

export function paddedBytes(lengths: readonly number[]): number {
  return lengths.reduce((sum, bytes) => sum + bytes + (-bytes & 7), 0);
}

/** @param lengths bytes of each buffer, as `blockBuffers` gave them */
export function readBlock(
  columns: readonly Column[],
  rows: number,
  bytes: Uint8Array<ArrayBuffer>,
  lengths: readonly number[],
): RowBatch {
  let position = 0;
  let next = 0;
  const buffer = (): Uint8Array<ArrayBuffer> => {
    const length = lengths[next++] ?? 0;
    const part = bytes.subarray(position, position + length);
    position += length + (-length & 7);
    return part;
  };
  return { rows, columns: columns.map(({ type }) => readColumn(type, buffer)) };
}

function buffersOf(data: ColumnData): ArrayBufferView[] {
  switch (data.kind) {
    case "fixed-list":
      return [data.values];
    case "list":
      return [data.offsets, data.values];
    case "utf8":
      return lengthsAndBytes(data.values.map(bytesOf));
    case "image":
      return [
        ...lengthsAndBytes(data.values.map((value) => value?.bytes ?? null)),
        ...lengthsAndBytes(data.values.map((value) => bytesOf(value?.path ?? null))),
      ];
    case "number":
      return [Float64Array.from(data.values, (value) => value ?? Number.NaN), nullMarks(data.values)];
  }
}

function bytesOf(text: string | null): Uint8Array | null {
  return text === null ? null : Buffer.from(text);
}

function lengthsAndBytes(values: readonly (Uint8Array | null)[]): ArrayBufferView[] {
  return [
    Int32Array.from(values, (value) => value?.length ?? -1),
    Buffer.concat(values.filter((value) => value !== null)),
  ];
}

function nullMarks(values: readonly (number | null)[]): Uint8Array {
  return Uint8Array.from(values, (value) => (value === null ? 1 : 0));
}

function readColumn(type: ColumnType, buffer: () => Uint8Array<ArrayBuffer>): ColumnData {
  switch (type.kind) {
    case "fixed-list":
      return { kind: "fixed-list", values: itemsOf(type.item, buffer()) };
    case "list":
      return {
        kind: "list",
        offsets: int32s(buffer()),
        values: itemsOf(type.item, buffer()),
      };
    case "utf8":
      return { kind: "utf8", values: cutBytes(buffer(), buffer()).map(textOf) };
    case "image": {
      const pictures = cutBytes(buffer(), buffer());
      const paths = cutBytes(buffer(), buffer()).map(textOf);
      return {
        kind: "image",
        values: pictures.map((bytes, row) => (bytes === null ? null : { bytes, path: paths[row] ?? "" })),
      };
    }
    case "int64":
    case "float64": {
      const values = float64s(buffer());
      const isNull = buffer();
      return {
        kind: "number",
        values: Array.from(values, (value, row) => (isNull[row] === 1 ? null : value)),
      };
    }
  }
}

function itemsOf(item: ListItem, { buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): ListValues {
  const array = listArrays[item];
  return new array(buffer, byteOffset, length / array.BYTES_PER_ELEMENT);
}

function int32s({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length / 4);
}

function float64s({ buffer, byteOffset, length }: Uint8Array): Float64Array {
  return new Float64Array(buffer, byteOffset, length / 8);
}

function cutBytes(lengthBytes: Uint8Array, bytes: Uint8Array): (Uint8Array | null)[] {
  let position = 0;
  return Array.from(int32s(lengthBytes), (length) => {
    if (length < 0) return null;
    position += length;
    return bytes.subarray(position - length, position);
  });
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}
