/** The columns of a batch as the buffers of an Arrow record batch, in the order in which the format lists them. */
import type {
  Column,
  ColumnData,
  ImageCell,
  ListValues,
  RowBatch,
} from "../../../pipeline/contracts/rows.js";
import type { ArrowDictionary } from "./arrow-dictionary.js";
import type { FieldNode } from "./arrow-messages.js";

export interface BatchBody {
  readonly nodes: FieldNode[];
  /** Empty where the format has a place for a buffer that is not needed: the bits of a column without nulls. */
  readonly buffers: ArrayBufferView[];
}

/** @param dictionaries by place in the schema; they learn the values of the batch */
export function batchBody(
  columns: readonly Column[],
  batch: RowBatch,
  dictionaries: ReadonlyMap<number, ArrowDictionary>,
): BatchBody {
  const body: BatchBody = { nodes: [], buffers: [] };
  columns.forEach((column, index) => {
    const data = batch.columns[index];
    if (data === undefined) throw new Error(`the batch has no column "${column.name}"`);
    const dictionary = dictionaries.get(index);
    if (dictionary !== undefined && data.kind === "utf8") addNumbers(body, dictionary, data.values);
    else addColumn(body, column, data, batch.rows);
  });
  return body;
}

/** The body of one column of texts. */
export function textsBody(values: readonly string[]): BatchBody {
  const body: BatchBody = { nodes: [], buffers: [] };
  addTexts(body, values);
  return body;
}

function addNumbers(body: BatchBody, dictionary: ArrowDictionary, values: readonly (string | null)[]): void {
  addNullable(body, values);
  body.buffers.push(Int32Array.from(values, (value) => (value === null ? 0 : dictionary.numberOf(value))));
}

function addColumn(body: BatchBody, { type }: Column, data: ColumnData, rows: number): void {
  switch (data.kind) {
    case "fixed-list":
      addNode(body, rows);
      addItems(body, data.values);
      break;
    case "list": {
      addNode(body, rows);
      const first = data.offsets[0] ?? 0;
      body.buffers.push(first === 0 ? data.offsets : data.offsets.map((offset) => offset - first));
      addItems(body, data.values.subarray(first, data.offsets[rows]));
      break;
    }
    case "utf8":
      addTexts(body, data.values);
      break;
    case "image":
      addImages(body, data.values);
      break;
    case "number":
      addNullable(body, data.values);
      body.buffers.push(
        type.kind === "int64"
          ? BigInt64Array.from(data.values, (value) => BigInt(value ?? 0))
          : Float64Array.from(data.values, (value) => value ?? 0),
      );
  }
}

const none = new Uint8Array(0);

/** An array without nulls. */
function addNode({ nodes, buffers }: BatchBody, length: number): void {
  nodes.push({ length, nulls: 0 });
  buffers.push(none);
}

/** The values inside lists: their bytes are Arrow's already. */
function addItems(body: BatchBody, values: ListValues): void {
  addNode(body, values.length);
  body.buffers.push(values);
}

/** An array with a bit for each value, set where there is one; without bits when all are there. */
function addNullable(body: BatchBody, values: readonly unknown[]): void {
  const nulls = values.reduce<number>((count, value) => count + (value === null ? 1 : 0), 0);
  if (nulls === 0) {
    addNode(body, values.length);
    return;
  }
  const bits = new Uint8Array(8 * Math.ceil(values.length / 64));
  values.forEach((value, index) => {
    if (value !== null) bits[index >> 3]! |= 1 << (index & 7);
  });
  body.nodes.push({ length: values.length, nulls });
  body.buffers.push(bits);
}

/** Encodes all strings at once into one buffer: many times as fast as one string after the other. */
function addTexts(body: BatchBody, values: readonly (string | null)[]): void {
  addNullable(body, values);
  const offsets = new Int32Array(values.length + 1);
  let bytes = 0;
  values.forEach((value, index) => {
    bytes += value === null ? 0 : Buffer.byteLength(value);
    offsets[index + 1] = bytes;
  });
  const text = Buffer.allocUnsafeSlow(bytes);
  values.forEach((value, index) => {
    if (value !== null) text.write(value, offsets[index] ?? 0);
  });
  body.buffers.push(offsets, text);
}

/** A row without a picture is a null struct whose members are null too. */
function addImages(body: BatchBody, values: readonly (ImageCell | null)[]): void {
  addNullable(body, values);
  addNullable(body, values);
  const offsets = new Int32Array(values.length + 1);
  values.forEach((value, row) => {
    offsets[row + 1] = (offsets[row] ?? 0) + (value?.bytes.length ?? 0);
  });
  const joined = new Uint8Array(offsets[values.length] ?? 0);
  values.forEach((value, row) => {
    if (value !== null) joined.set(value.bytes, offsets[row]);
  });
  body.buffers.push(offsets, joined);
  addTexts(
    body,
    values.map((value) => value?.path ?? null),
  );
}
