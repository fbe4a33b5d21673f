/** Reads a shard of WebDataset, key by key. */
import {
  type Column,
  type ColumnData,
  jsonColumns,
  type ListValues,
  listArrays,
  type RowBatch,
} from "../contracts/rows.js";
import { ByteReader } from "../storage/compression/byte-reader.js";
import { readNpy } from "../storage/formats/npy.js";
import { nextMember, paddingOf } from "../storage/formats/tar.js";
import { pictureExtension } from "../storage/formats/webdataset-record.js";
import { readBytes } from "../storage/read-bytes.js";
import { columnOf } from "./row-batches.js";
import { damaged, type OpenShard } from "./shard-reader.js";

/** A batch ends at whichever comes first. */
const batchRows = 1024;
const batchBytes = 4 << 20;

/** A record is held in memory: one beyond these is refused, as damage. */
const mostMembers = 4096;
const mostRecordBytes = 1 << 30;

interface Record {
  readonly key: string;
  readonly start: number;
  bytes: number;
  /** The members of the sample, by what follows the key and a dot in their names. */
  readonly members: Map<string, Buffer>;
}

export const openWebdataset: OpenShard = (path, columns) =>
  Promise.resolve({
    // Each record is checked when it is read.
    schemaProblems: [],
    rows: undefined,
    async *batches(from, to) {
      let records: Record[] = [];
      let bytes = 0;
      let row = 0;
      for await (const record of recordsOf(path)) {
        if (row >= to) break;
        if (row++ < from) continue;
        records.push(record);
        bytes += record.bytes;
        if (records.length < batchRows && bytes < batchBytes) continue;
        yield batchOf(records, columns, path);
        records = [];
        bytes = 0;
      }
      if (records.length > 0) yield batchOf(records, columns, path);
    },
    close: () => Promise.resolve(),
  });

async function* recordsOf(path: string): AsyncGenerator<Record> {
  const reader = new ByteReader(readBytes(path, 0));
  let record: Record | undefined;
  try {
    for (;;) {
      const member = await nextMember(reader);
      if (member === undefined) break;
      if (member.kind === "damage") throw damaged(path, member.message, { offset: member.start });
      const slash = member.name.lastIndexOf("/") + 1;
      const dot = member.name.indexOf(".", slash);
      if (member.what !== "file" || dot < 0)
        throw damaged(path, `"${member.name}" is no file with an ending`, { offset: member.start });
      const key = member.name.slice(0, dot);
      if (record !== undefined && record.key !== key) {
        yield record;
        record = undefined;
      }
      const isTooLarge = (record?.bytes ?? 0) + member.size > mostRecordBytes;
      if (isTooLarge || record?.members.size === mostMembers)
        throw damaged(
          path,
          `the record "${key}" has more than ${mostRecordBytes} bytes or ${mostMembers} members`,
          {
            offset: member.start,
          },
        );
      const body = Buffer.from(await reader.take(member.size));
      if (body.length < member.size)
        throw damaged(path, `the archive ends inside "${member.name}"`, { offset: member.start });
      await reader.skip(paddingOf(member.size));
      record ??= { key, start: member.start, bytes: 0, members: new Map() };
      record.members.set(member.name.slice(dot + 1), body);
      record.bytes += body.length;
    }
  } finally {
    await reader.close();
  }
  if (record !== undefined) yield record;
}

function batchOf(records: readonly Record[], columns: readonly Column[], path: string): RowBatch {
  const fail = (row: number, problem: string): Error =>
    damaged(path, problem, { offset: records[row]?.start ?? 0 });
  const notes = records.map(({ members }, row) =>
    notesOf(members, () => fail(row, "the record has no sound .json")),
  );
  return {
    rows: records.length,
    columns: columns.map((column) => {
      const { name, type } = column;
      if (type.kind === "list" || type.kind === "fixed-list") {
        const lists = records.map(({ members }, row) => {
          const values = readNpy(type.item, members.get(`${name}.npy`) ?? Buffer.alloc(0));
          if (values === undefined || (type.kind === "fixed-list" && values.length !== type.length))
            throw fail(row, `"${name}.npy" holds no ${type.kind} of ${type.item}`);
          return values;
        });
        return joined(lists, type);
      }
      const cells = records.map(({ members }, row) => {
        const note = notes[row]?.get(name);
        if (name === "text" && type.kind === "utf8") return members.get("txt")?.toString("utf8") ?? note;
        if (type.kind === "image" && typeof note === "string")
          return { bytes: members.get(pictureExtension(name, { path: note })), path: note };
        return jsonColumns.has(name) && typeof note === "object" ? JSON.stringify(note) : note;
      });
      return columnOf(column, cells, fail);
    }),
  };
}

function notesOf(members: ReadonlyMap<string, Buffer>, fail: () => Error): ReadonlyMap<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(members.get("json")?.toString("utf8") ?? "");
  } catch {
    throw fail();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw fail();
  return new Map(Object.entries(value));
}

function joined(
  lists: readonly ListValues[],
  type: Extract<Column["type"], { kind: "list" | "fixed-list" }>,
): ColumnData {
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, row) => {
    offsets[row + 1] = (offsets[row] ?? 0) + list.length;
  });
  const values = new listArrays[type.item](offsets[lists.length] ?? 0);
  lists.forEach((list, row) => {
    values.set(list, offsets[row]);
  });
  return type.kind === "list" ? { kind: "list", offsets, values } : { kind: "fixed-list", values };
}
