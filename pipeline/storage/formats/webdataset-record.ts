/**
 * A row as the members of one key in a tar, and back.
 *
 * | member          | holds                                                                       |
 * |-----------------|-----------------------------------------------------------------------------|
 * | KEY.jpg, .png … | the picture (column `image`)                                                |
 * | KEY.txt         | the text (column `text`)                                                    |
 * | KEY.NAME.npy    | the values of a list                                                        |
 * | KEY.json        | every other column, and the name of the picture; columns of JSON as objects |
 *
 * Source: WebDataset (what stands before the first dot of a file name is the key of its sample).
 */
import { type Column, type ColumnData, type ImageCell, jsonColumns, listAt } from "../../contracts/rows.js";
import { writeNpy } from "./npy.js";

export interface RecordMember {
  /** What follows the key and a dot. */
  readonly extension: string;
  readonly body: Uint8Array;
}

/** @param rows rows of the batch, from which the length of a fixed list follows */
export function recordMembers(
  columns: readonly Column[],
  data: readonly ColumnData[],
  row: number,
  rows: number,
): readonly RecordMember[] {
  const members: RecordMember[] = [];
  const notes: Record<string, unknown> = {};
  columns.forEach(({ name, type }, index) => {
    const column = data[index];
    switch (column?.kind) {
      case undefined:
        return;
      case "image": {
        const picture = column.values[row] ?? null;
        notes[name] = picture?.path ?? null;
        if (picture !== null)
          members.push({ extension: pictureExtension(name, picture), body: picture.bytes });
        return;
      }
      case "fixed-list":
      case "list": {
        if (!("item" in type)) return;
        members.push({ extension: `${name}.npy`, body: writeNpy(type.item, listAt(column, row, rows)) });
        return;
      }
      case "number":
        notes[name] = column.values[row] ?? null;
        return;
      case "utf8": {
        const text = column.values[row] ?? null;
        if (name === "text" && text !== null) members.push({ extension: "txt", body: Buffer.from(text) });
        else notes[name] = jsonColumns.has(name) && text !== null ? JSON.parse(text) : text;
      }
    }
  });
  members.push({ extension: "json", body: Buffer.from(JSON.stringify(notes)) });
  return members;
}

/** The picture of the column `image` bears no name; trainers look for `jpg` or `png`. */
export function pictureExtension(column: string, { path }: Pick<ImageCell, "path">): string {
  const format = /\.([a-z0-9]+)$/.exec(path)?.[1] ?? "bin";
  const ending = format === "jpeg" ? "jpg" : format;
  return column === "image" ? ending : `${column}.${ending}`;
}
