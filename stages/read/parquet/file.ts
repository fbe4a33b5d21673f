/** The footer of a Parquet file, checked before anything is allocated from it, and its row groups as they lie in the file. */
import { crc32 } from "node:zlib";
import {
  type ColumnMetaData,
  type FileMetaData,
  parquetMetadata,
  parquetSchema,
  type RowGroup,
  type SchemaTree,
} from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from "hyparquet/src/schema.js";
import type { DataPageHeaderV2 } from "hyparquet/src/types.js";
import { checkThrift } from "../../../pipeline/storage/formats/check-thrift.js";
import type { RangedBytes } from "../../../pipeline/storage/ranged-bytes.js";
import type { PageChecks } from "./page-checks.js";
import { checkOf } from "./runs.js";
import { parsers, takeTypes, type ValueNode } from "./values.js";

/** Why a file or a part of it cannot be read. */
export class ParquetProblem extends Error {
  override readonly name = "ParquetProblem";
  constructor(
    readonly code: "damaged-parquet" | "unsupported-parquet",
    message: string,
  ) {
    super(message);
  }
}

export interface ParquetFile {
  readonly metadata: FileMetaData;
  readonly tree: SchemaTree;
  readonly nodes: readonly ValueNode[];
  readonly groups: readonly GroupPlace[];
}

export interface GroupPlace {
  readonly group: RowGroup;
  /** Offset of the group's first byte. The split that contains it reads the group. */
  readonly offset: number;
  readonly firstRow: number;
  readonly rows: number;
}

const tailBytes = 8;
/** A footer unpacks to some twenty times its size. */
const maxFooterBytes = 64 << 20;
/** A column is looked for among all of its siblings. */
const maxSchemaElements = 1 << 14;
/** A page is unpacked as a whole. Writers make pages of about 1 MiB. */
const maxPageBytes = 256 << 20;
const maxPageValues = 1 << 24;

export async function openParquet(bytes: RangedBytes): Promise<ParquetFile> {
  const tail = await bytes.read(Math.max(0, bytes.size - tailBytes), bytes.size);
  const magic = tail.toString("latin1", 4);
  if (magic === "PARE") throw unsupported("the footer is encrypted; decrypt the file first");
  if (tail.length < tailBytes || magic !== "PAR1")
    throw damaged("the file does not end with a Parquet footer");
  const footerBytes = tail.readUInt32LE(0);
  if (footerBytes > bytes.size - tailBytes - 4) throw damaged("the footer is longer than the file");
  if (footerBytes > maxFooterBytes)
    throw unsupported(
      `the footer has ${footerBytes} bytes, more than ${maxFooterBytes}; write the file again with fewer row groups`,
    );
  const footer = await bytes.read(bytes.size - tailBytes - footerBytes, bytes.size);
  let metadata: FileMetaData;
  try {
    checkThrift(footer, 0);
    metadata = parquetMetadata(footer, { geoparquet: false, parsers: lenientStatistics });
    if (metadata.schema.length > maxSchemaElements)
      throw unsupported(`the schema has ${metadata.schema.length} elements, more than ${maxSchemaElements}`);
    const tree = parquetSchema(metadata);
    const nodes = takeTypes(metadata, tree);
    return { metadata, tree, nodes, groups: placesOf(metadata, bytes.size) };
  } catch (error) {
    if (error instanceof ParquetProblem) throw error;
    throw damaged(`the footer cannot be read: ${problemOf(error)}`);
  }
}

/** Minima and maxima are not used here, and may be cut short. */
const lenientStatistics = {
  ...parsers,
  stringFromBytes: () => undefined,
  dateFromDays: () => undefined,
  timestampFromMilliseconds: () => undefined,
  timestampFromMicroseconds: () => undefined,
};

function placesOf(metadata: FileMetaData, size: number): GroupPlace[] {
  let firstRow = 0;
  return metadata.row_groups.map((group) => {
    const rows = Number(group.num_rows);
    if (!Number.isSafeInteger(rows) || rows < 0) throw damaged("a row group has no sensible number of rows");
    const starts = group.columns.flatMap(({ meta_data: meta }) =>
      meta === undefined ? [] : [startOf(meta)],
    );
    const place = { group, firstRow, rows, offset: Math.min(Math.max(0, Math.min(...starts)), size - 1) };
    firstRow += rows;
    return place;
  });
}

function startOf(meta: ColumnMetaData): number {
  const dictionary = Number(meta.dictionary_page_offset ?? 0);
  const data = Number(meta.data_page_offset);
  return dictionary > 0 ? Math.min(dictionary, data) : data;
}

/**
 * The chunks of the wanted columns of a group, read and checked page by page: what they claim can be allocated.
 *
 * @param checks are told what is to be checked when a page is unpacked
 */
export async function readChunks(
  bytes: RangedBytes,
  { tree }: ParquetFile,
  place: GroupPlace,
  nodes: ReadonlyMap<string, ValueNode>,
  maxBytes: number,
  checks: PageChecks,
): Promise<{ readonly chunks: ReadonlyMap<string, ArrayBuffer>; readonly unpacked: number }> {
  const chunks = new Map<string, ArrayBuffer>();
  let packed = 0;
  let unpacked = 0;
  for (const { meta_data: meta, crypto_metadata: encrypted, file_path: elsewhere } of place.group.columns) {
    if (encrypted !== undefined) throw unsupported("a column is encrypted; decrypt the file first");
    if (elsewhere !== undefined) throw unsupported("a column lies in another file");
    if (meta === undefined) throw damaged("a column has no metadata");
    const node = nodes.get(meta.path_in_schema[0] ?? "");
    if (node === undefined) continue;
    const column = meta.path_in_schema.join(".");
    // As in hyparquet: `||` and not `??`, because polars writes 0 when there is no dictionary.
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const end = start + Number(meta.total_compressed_size);
    if (!(start >= 4 && end > start - 1 && end <= bytes.size))
      throw damaged(`column "${column}" lies outside the file`);
    packed += end - start;
    if (packed > maxBytes)
      throw unsupported(
        `a row group has more than ${maxBytes} packed bytes in the columns read; write the file again with smaller row groups, or read it with read-parquet and a larger max-group-bytes`,
      );
    const chunk = await bytes.read(start, end);
    const isFlat = node.kind === "leaf" && !node.repeated;
    unpacked += checkPages({ chunk, start, column, meta }, tree, isFlat ? place.rows : undefined, checks);
    chunks.set(
      `${start}-${end}`,
      chunk.buffer.slice(chunk.byteOffset, chunk.byteOffset + chunk.length) as ArrayBuffer,
    );
  }
  return { chunks, unpacked };
}

interface ReadChunk {
  readonly chunk: Buffer;
  /** Offset of the chunk in the file. */
  readonly start: number;
  readonly column: string;
  readonly meta: ColumnMetaData;
}

/** Walks the page headers of a chunk; returns its unpacked bytes. */
function checkPages(
  { chunk, start, column, meta }: ReadChunk,
  tree: SchemaTree,
  rows: number | undefined,
  checks: PageChecks,
): number {
  const values = Number(meta.num_values);
  const path = getTreePath(tree, meta.path_in_schema);
  const levels = { repetition: getMaxRepetitionLevel(path), definition: getMaxDefinitionLevel(path) };
  const reader = { view: new DataView(chunk.buffer, chunk.byteOffset, chunk.length), offset: 0 };
  let found = 0;
  let unpacked = 0;
  while (found < values) {
    if (reader.offset >= chunk.length)
      throw damaged(`column "${column}" ends after ${found} of ${values} values`);
    let header: ReturnType<typeof parquetHeader>;
    try {
      checkThrift(chunk, reader.offset);
      header = parquetHeader(reader);
    } catch (error) {
      throw damaged(`a page header of column "${column}" cannot be read: ${problemOf(error)}`);
    }
    const packedBytes = header.compressed_page_size;
    const end = reader.offset + packedBytes;
    if (!(packedBytes >= 0 && end <= chunk.length))
      throw damaged(`a page of column "${column}" goes beyond its chunk`);
    if (!(header.uncompressed_page_size >= 0)) throw damaged(`a page of column "${column}" has no size`);
    if (header.uncompressed_page_size > maxPageBytes)
      throw unsupported(
        `a page of column "${column}" unpacks to ${header.uncompressed_page_size} bytes, more than ${maxPageBytes}`,
      );
    if (header.crc !== undefined && crc32(chunk.subarray(reader.offset, end)) !== header.crc >>> 0)
      throw damaged(`the checksum of a page of column "${column}" does not fit`);
    const { data_page_header: v1, data_page_header_v2: v2, dictionary_page_header: dictionary } = header;
    const page = v1 ?? v2 ?? dictionary;
    const count = page === undefined ? 0 : page.num_values;
    if (!(isCount(count) && (v2 === undefined || (isCount(v2.num_nulls) && v2.num_nulls <= count))))
      throw damaged(`a page of column "${column}" has no sensible number of values`);
    if (v2 !== undefined && !isCount(packedBytes - levelBytes(v2)))
      throw damaged(`a page of column "${column}" has no sensible length of levels`);
    if (count > maxPageValues)
      throw unsupported(`a page of column "${column}" has ${count} values, more than ${maxPageValues}`);
    const guarded = (check: () => void): void => {
      try {
        check();
      } catch (error) {
        throw damaged(`a page of column "${column}" cannot be unpacked: ${problemOf(error)}`);
      }
    };
    guarded(() => {
      const bytes = chunk.subarray(reader.offset, end);
      const { from, isPacked, check } = checkOf(header, bytes, levels, meta.type === "BOOLEAN");
      if (!isPacked || meta.codec === "UNCOMPRESSED") check?.(bytes.subarray(from));
      else checks.add(start + reader.offset + from, check && ((part) => guarded(() => check(part))));
    });
    if (dictionary === undefined) found += count;
    unpacked += header.uncompressed_page_size;
    reader.offset = end;
  }
  if (found !== values || (rows !== undefined && found !== rows))
    throw damaged(`column "${column}" has ${found} values where ${rows ?? values} were announced`);
  return unpacked;
}

/** What a damaged header leaves out is no number, whatever the types say. */
function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

/** Not a number where one of them is missing: hyparquet would read for ever from a place that is none. */
function levelBytes(page: DataPageHeaderV2): number {
  const { repetition_levels_byte_length: repetition, definition_levels_byte_length: definition } = page;
  return isCount(repetition) && isCount(definition) ? repetition + definition : Number.NaN;
}

export function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function damaged(message: string): ParquetProblem {
  return new ParquetProblem("damaged-parquet", message);
}

function unsupported(message: string): ParquetProblem {
  return new ParquetProblem("unsupported-parquet", message);
}
