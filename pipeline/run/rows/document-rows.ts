/** Samples as rows of a dataset: text columns always, picture, captions and arrays where samples have them. */
import {
  type Column,
  type ColumnData,
  type ColumnType,
  listArrays,
  type RowBatch,
} from "../../contracts/rows.js";
import type { Sample, SampleArray } from "../../contracts/sample.js";
import type { RowShape } from "./row-shape.js";

const textFields = ["id", "source", "origin", "title", "lang", "url", "text", "meta", "scores"] as const;

/** `meta`, `scores` and `captions` are JSON in UTF-8. Arrays that differ in length, or that some samples lack, are lists. */
export function documentColumns(shape: RowShape): readonly Column[] {
  const columns: Column[] = textFields.map((name) => ({
    name,
    type: { kind: "utf8" },
    nullable: name === "title" || name === "lang" || name === "url",
  }));
  if (shape.captions > 0) columns.push({ name: "captions", type: { kind: "utf8" }, nullable: false });
  if (shape.images > 0) {
    columns.push(
      { name: "image", type: { kind: "image" }, nullable: shape.images < shape.samples },
      { name: "width", type: { kind: "int64" }, nullable: shape.images < shape.samples },
      { name: "height", type: { kind: "int64" }, nullable: shape.images < shape.samples },
    );
  }
  for (const [name, { type, samples, length }] of Object.entries(shape.arrays)) {
    const fixed = samples === shape.samples && length > 0;
    columns.push({
      name,
      type: fixed ? { kind: "fixed-list", item: type, length } : { kind: "list", item: type },
      nullable: false,
    });
  }
  return columns;
}

export function documentBatch(samples: readonly Sample[], columns: readonly Column[]): RowBatch {
  return { rows: samples.length, columns: columns.map((column) => columnData(samples, column)) };
}

function columnData(samples: readonly Sample[], { name, type }: Column): ColumnData {
  switch (type.kind) {
    case "image":
      return {
        kind: "image",
        values: samples.map(({ id, image }) =>
          image === undefined ? null : { bytes: image.bytes, path: `${id}.${image.format || "bin"}` },
        ),
      };
    case "int64":
      return {
        kind: "number",
        values: samples.map(({ image }) => image?.[name === "width" ? "width" : "height"] ?? null),
      };
    case "fixed-list":
    case "list":
      return listData(samples, name, type);
    default:
      return { kind: "utf8", values: samples.map((sample) => textOf(sample, name)) };
  }
}

function textOf(sample: Sample, name: string): string | null {
  if (name === "captions" || name === "meta" || name === "scores") return JSON.stringify(sample[name]);
  return sample[name as Exclude<(typeof textFields)[number], "meta" | "scores">] ?? null;
}

function listData(
  samples: readonly Sample[],
  name: string,
  type: Extract<ColumnType, { kind: "fixed-list" | "list" }>,
): ColumnData {
  const offsets = new Int32Array(samples.length + 1);
  samples.forEach((sample, row) => {
    offsets[row + 1] = (offsets[row] ?? 0) + (sample.arrays[name]?.length ?? 0);
  });
  const values: SampleArray = new listArrays[type.item](offsets[samples.length] ?? 0);
  samples.forEach((sample, row) => {
    values.set(sample.arrays[name] ?? [], offsets[row]);
  });
  return type.kind === "list" ? { kind: "list", offsets, values } : { kind: "fixed-list", values };
}
