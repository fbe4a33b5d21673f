/** Rows that come one by one -> batches of columns. */
import { float16Bits } from "./float16.js";
import {
  type Column,
  type ColumnData,
  type ColumnType,
  type ImageCell,
  type ListItem,
  type ListValues,
  listArrays,
  type RowBatch,
} from "./rows.js";

/**
 * One value of a row, in the form that the column's type asks for. Lists hold plain numbers; a float16 is its value here, not its
 * bits.
 */
export type Cell = string | number | null | ArrayLike<number> | ImageCell;

/** The cells of a row: one for each column, in the order of the columns. */
export type RowCells = readonly Cell[];

interface ColumnBuilder {
  add(cell: Cell): number;
  take(): ColumnData;
}

/** Holds the rows of one batch; `bytes` tells when it is time to take them. */
export class BatchBuilder {
  rows = 0;
  /** Bytes of the cells so far, as Arrow keeps them. */
  bytes = 0;
  private readonly builders: readonly ColumnBuilder[];

  constructor(private readonly columns: readonly Column[]) {
    this.builders = columns.map(builderOf);
  }

  /** @throws Error when the cells are not what the columns say: a bug of the composer */
  add(cells: RowCells): void {
    if (cells.length !== this.columns.length)
      throw new Error(`a row has ${cells.length} cells for ${this.columns.length} columns`);
    for (let index = 0; index < cells.length; index++)
      this.bytes += this.builders[index]!.add(cells[index] ?? null);
    this.rows++;
  }

  /** The batch so far; the next row begins another. */
  take(): RowBatch {
    const batch = { rows: this.rows, columns: this.builders.map((builder) => builder.take()) };
    this.rows = 0;
    this.bytes = 0;
    return batch;
  }
}

function builderOf({ name, type, nullable }: Column): ColumnBuilder {
  const wrong = (): Error => new Error(`column "${name}" was given a cell that is no ${type.kind}`);
  switch (type.kind) {
    case "fixed-list":
    case "list":
      return listBuilder(name, type);
    case "utf8":
      return cellBuilder(
        (cell) => (cell === null && nullable) || typeof cell === "string",
        (cell: string | null) => (cell === null ? 4 : 4 + Buffer.byteLength(cell)),
        (values) => ({ kind: "utf8", values }),
        wrong,
      );
    case "image":
      return cellBuilder(
        (cell) => (cell === null && nullable) || isImage(cell),
        (cell: ImageCell | null) =>
          8 + (cell === null ? 0 : cell.bytes.length + Buffer.byteLength(cell.path)),
        (values) => ({ kind: "image", values }),
        wrong,
      );
    case "int64":
    case "float64":
      return cellBuilder(
        (cell) => (cell === null && nullable) || typeof cell === "number",
        (_: number | null) => 8,
        (values) => ({ kind: "number", values }),
        wrong,
      );
  }
}

function isImage(cell: Cell): cell is ImageCell {
  return typeof cell === "object" && cell !== null && "bytes" in cell;
}

function cellBuilder<T extends Cell>(
  fits: (cell: Cell) => boolean,
  bytesOf: (cell: T) => number,
  data: (values: readonly T[]) => ColumnData,
  wrong: () => Error,
): ColumnBuilder {
  let values: T[] = [];
  return {
    add(cell) {
      if (!fits(cell)) throw wrong();
      values.push(cell as T);
      return bytesOf(cell as T);
    },
    take() {
      const taken = data(values);
      values = [];
      return taken;
    },
  };
}

function listBuilder(
  name: string,
  type: Extract<ColumnType, { kind: "fixed-list" | "list" }>,
): ColumnBuilder {
  let values = newArray(type.item, 1024);
  let used = 0;
  let offsets = [0];
  return {
    add(cell) {
      if (cell === null || typeof cell === "string" || typeof cell === "number" || isImage(cell))
        throw new Error(`column "${name}" was given a cell that is no list`);
      if (type.kind === "fixed-list" && cell.length !== type.length)
        throw new Error(`column "${name}" was given ${cell.length} values, not ${type.length}`);
      if (used + cell.length > values.length) {
        const grown = newArray(type.item, 2 * (used + cell.length));
        grown.set(values.subarray(0, used));
        values = grown;
      }
      if (type.item === "float16")
        for (let at = 0; at < cell.length; at++) values[used + at] = float16Bits(cell[at]!);
      else values.set(cell, used);
      used += cell.length;
      if (type.kind === "list") offsets.push(used);
      return cell.length * values.BYTES_PER_ELEMENT + (type.kind === "list" ? 4 : 0);
    },
    take() {
      const taken = values.slice(0, used);
      const starts = Int32Array.from(offsets);
      used = 0;
      offsets = [0];
      return type.kind === "list"
        ? { kind: "list", offsets: starts, values: taken }
        : { kind: "fixed-list", values: taken };
    },
  };
}

function newArray(item: ListItem, length: number): ListValues {
  return new listArrays[item](length);
}
