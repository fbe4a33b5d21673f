/** Parquet: every file of apache/parquet-testing, and what users change: columns, splits, pictures. */
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readParquet } from "../../../stages/read/read-parquet.js";
import { makeRows } from "../../support/parquet-rows.js";
import { unpackTar } from "../../support/unpack-tar.js";
import { sharedData, withoutData } from "../../support/wudao.js";
import { countCodes, readWith } from "./read-records.js";

/** Rows that were read, or why none. Their values are compared with pyarrow's in test/interop. */
const outcomes: Readonly<Record<string, number | Readonly<Record<string, number>>>> = {
  // The column of nested values was written by nobody: row groups that cannot be decoded.
  "bad_data/ARROW-GH-41317.parquet": { "damaged-parquet": 2 },
  "bad_data/ARROW-GH-41321.parquet": { "damaged-parquet": 2 },
  "bad_data/ARROW-GH-43605.parquet": 21186,
  "bad_data/ARROW-RS-GH-6229-DICTHEADER.parquet": { "damaged-parquet": 1 },
  "bad_data/PARQUET-1481.parquet": { "damaged-parquet": 1 },
  "data/aes256/encrypt_columns_and_footer.parquet.encrypted": { "unsupported-parquet": 1 },
  "data/aes256/encrypt_columns_and_footer_ctr.parquet.encrypted": { "unsupported-parquet": 1 },
  "data/aes256/encrypt_columns_plaintext_footer.parquet.encrypted": { "unsupported-parquet": 1 },
  "data/aes256/uniform_encryption.parquet.encrypted": { "unsupported-parquet": 1 },
  "data/alltypes_plain.parquet": 8,
  "data/alltypes_plain.snappy.parquet": 2,
  "data/binary_truncated_min_max.parquet": 12,
  "data/byte_array_decimal.parquet": 24,
  "data/byte_stream_split.zstd.parquet": 300,
  "data/column_chunk_key_value_metadata.parquet": 0,
  "data/concatenated_gzip_members.parquet": 513,
  "data/data_index_bloom_encoding_stats.parquet": 14,
  "data/data_index_bloom_encoding_with_length.parquet": 14,
  "data/datapage_v1-snappy-compressed-checksum.parquet": 5120,
  "data/datapage_v2.snappy.parquet": 5,
  "data/delta_byte_array.parquet": 1000,
  "data/delta_encoding_optional_column.parquet": 100,
  "data/encrypt_columns_and_footer.parquet.encrypted": { "unsupported-parquet": 1 },
  "data/encrypt_columns_and_footer_bloom_filter.parquet.encrypted": { "unsupported-parquet": 1 },
  "data/encrypt_columns_and_footer_ctr.parquet.encrypted": { "unsupported-parquet": 1 },
  "data/encrypt_columns_and_footer_disable_aad_storage.parquet.encrypted": { "unsupported-parquet": 1 },
  "data/encrypt_columns_plaintext_footer.parquet.encrypted": { "unsupported-parquet": 1 },
  "data/external_key_material_java.parquet.encrypted": { "unsupported-parquet": 1 },
  "data/fixed_length_decimal.parquet": 24,
  "data/fixed_length_decimal_legacy.parquet": 24,
  "data/float16_nonzeros_and_nans.parquet": 8,
  "data/float16_zeros_and_nans.parquet": 3,
  "data/geospatial/crs-arbitrary-value.parquet": 1,
  "data/geospatial/crs-default.parquet": 1,
  "data/geospatial/crs-geography.parquet": 1,
  "data/geospatial/crs-projjson.parquet": 1,
  "data/geospatial/crs-srid.parquet": 1,
  "data/geospatial/geography-lines.parquet": 499,
  "data/geospatial/geography-polygons.parquet": 500,
  "data/geospatial/geospatial-with-nan.parquet": 3,
  // Two keys of 1 GiB each, in 4 kB of brotli.
  "data/large_string_map.brotli.parquet": { "unsupported-parquet": 1 },
  "data/lz4_raw_compressed.parquet": 4,
  "data/lz4_raw_compressed_larger.parquet": 10000,
  "data/nan_in_stats.parquet": 2,
  "data/nested_lists.snappy.parquet": 3,
  "data/nested_maps.snappy.parquet": 6,
  "data/non_hadoop_lz4_compressed.parquet": 4,
  "data/nonnullable.impala.parquet": 1,
  "data/nulls.snappy.parquet": 8,
  "data/old_list_structure.parquet": 1,
  "data/page_v2_empty_compressed.parquet": 10,
  "data/plain-dict-uncompressed-checksum.parquet": 1000,
  "data/repeated_no_annotation.parquet": 6,
  "data/repeated_primitive_no_list.parquet": 4,
  "data/rle-dict-uncompressed-corrupt-checksum.parquet": { "damaged-parquet": 1 },
  "data/rle_boolean_encoding.parquet": 68,
  "data/single_nan.parquet": 1,
  "data/sort_columns.parquet": 6,
};

const folder = mkdtempSync(join(tmpdir(), "wudao-parquet-"));
let names: readonly string[] = [];
before(async () => {
  if (sharedData !== undefined)
    names = await unpackTar(join(sharedData, "bad-input/parquet-testing.tar.gz"), folder);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("no file of parquet-testing goes untested", { skip: withoutData }, () => {
  assert.deepEqual([...names], Object.keys(outcomes).sort());
});

test("every file of parquet-testing is read to its last row, or refused with place and advice", {
  skip: withoutData,
}, async () => {
  for (const [name, expected] of Object.entries(outcomes)) {
    const file = join(folder, name);
    const { failures } = await readWith(readParquet, file, { text: "no such column" });
    const { "missing-text": rows = 0, ...failed } = countCodes(failures);
    assert.deepEqual(
      typeof expected === "number" ? { rows, failed } : failed,
      typeof expected === "number" ? { rows: expected, failed: {} } : expected,
      name,
    );
    for (const { message, origin } of failures) {
      assert.match(message, /expected/, name);
      assert.match(origin, /:\d+$/, name);
    }
  }
});

test("however a file is cut, each row is read once, in order, with the same id", async () => {
  const file = join(folder, "cut.parquet");
  await makeRows(file, 500, 40);
  const whole = await readWith(readParquet, file);
  assert.equal(whole.samples.length, 500);
  for (const splitBytes of [1000, 4096, 20_000]) {
    const cut = await readWith(readParquet, file, {}, splitBytes);
    assert.deepEqual(cut.samples, whole.samples);
  }
});

test("a batch of few bytes gives the rows of a large one", async () => {
  const file = join(folder, "windows.parquet");
  await makeRows(file, 300, 300);
  const whole = await readWith(readParquet, file);
  assert.deepEqual((await readWith(readParquet, file, { "batch-bytes": 500 })).samples, whole.samples);
});

test("columns that nobody asks for are not read, so that their damage does not matter", async () => {
  const file = join(folder, "pruned.parquet");
  await makeRows(file, 20, 20);
  const { samples } = await readWith(readParquet, file, { meta: "none" });
  assert.equal(samples.length, 20);
  assert.deepEqual(samples[3]?.meta, {});
  assert.deepEqual((await readWith(readParquet, file, { meta: ["page"] })).samples[3]?.meta, { page: 3 });
  // The first page header of the column "page".
  const bytes = readFileSync(file);
  const place = await firstPageOf(file, "page");
  bytes.fill(0xff, place, place + 8);
  writeFileSync(file, bytes);
  assert.equal((await readWith(readParquet, file, { meta: "none" })).samples.length, 20);
  assert.deepEqual(countCodes((await readWith(readParquet, file)).failures), { "damaged-parquet": 1 });
});

test("a picture beside its caption becomes the picture of the sample", async () => {
  const file = join(folder, "pictures.parquet");
  const png = Buffer.from("89504e470d0a1a0a0000000d4948445200000003000000020802000000", "hex");
  await makeRows(file, 2, 2, png);
  const { samples } = await readWith(readParquet, file, { image: "image" });
  assert.deepEqual(samples[1]?.image, { bytes: Uint8Array.from(png), format: "png", width: 3, height: 2 });
  assert.equal(samples[1]?.meta.image, undefined);
  const { failures } = await readWith(readParquet, file, { image: "page" });
  assert.deepEqual(countCodes(failures), { "missing-image": 2 });
});

test("a file that was cut short says so, and is not read as an empty one", async () => {
  const file = join(folder, "short.parquet");
  await makeRows(file, 50, 50);
  const short = join(folder, "short-cut.parquet");
  copyFileSync(file, short);
  truncateSync(short, 700);
  assert.deepEqual(countCodes((await readWith(readParquet, short)).failures), { "damaged-parquet": 1 });
});

test("a page header that leaves out how long its levels are is told, and does not keep the reader busy for ever", async () => {
  const file = join(folder, "no-length.parquet");
  writeFileSync(file, Buffer.from(withoutLengths, "base64"));
  const { samples, failures } = await readWith(readParquet, file);
  assert.equal(samples.length, 0);
  assert.match(failures[0]?.message ?? "", /no sensible length of levels/);
});

/** 68 optional booleans whose page header was damaged by the fuzzer. */
const withoutLengths =
  "UEFSMRUGFTQVXFwViAEVDFWIARUGFRYVBAAAiAEH+39/HAEJ/vu/Px+LCAAAAAAAAADjZGBgEDx7M4dvtvF2SwBz8kmUDQAAABUCGSxI" +
  "BXRhYmxlFQIAFQAlAhgQZGF0YXR5cGVfYm9vbGVhblUCABaIARkcGRwmABwVABkVBhkYEGRhdGF0eXBlX2Jvb2xlYW4VBBaIARZiFooB" +
  "Jgg8GAEBGAEAFgwoAQEYAQAAAAAWigEWiAEAAG8AAABQQVLySZQNAAAAFQIZLEgFdGFibGUVAgAVACUCGBBkYXRhdHlwZV9ib29sZWFu" +
  "VQIAFogBGRwZHCYAHBUAGRUGGRgQZGF0YXR5cGVfYm9vbGVhbhUEFogBFmIWigEmCDwYAQEYAQAWDCgBARgBAAAAABaKARaIAQAAbwAA" +
  "AFBBUjE=";

test("a column of nulls packed with LZ4 costs no row", async () => {
  const file = join(folder, "nulls.parquet");
  writeFileSync(file, Buffer.from(nullsInLz4, "base64"));
  const { samples, failures } = await readWith(readParquet, file);
  assert.deepEqual([samples.map(({ text }) => text), failures], [["甲"], []]);
});

/** By pyarrow 26: a column of text, and one of nulls with a dictionary. */
const nullsInLz4 =
  "UEFSMRUEFQ4VEEwVAhUAEgAAcAMAAADnlLIVABUSFRQsFQIVEBUGFQYcAAAAkAIAAAACAQECABUEFQAVAkwVABUAEgAAABUAFQ4VECwVAhUQ" +
  "FQYVBhwAAABwAgAAAAIAABUEGTw1ABgGc2NoZW1hFQQAFQwlAhgHY29udGVudCUATBwAAAAVDCUCGARub3RlJQBMHAAAABYCGRwZLCYAHBUM" +
  "GTUABhAZGAdjb250ZW50FQ4WAhZiFmYmNCYIKSwVBBUAFQIAFQAVEBUCADwWBhkGGSYAAgAAACYAHBUMGTUABhAZGARub3RlFQ4WAhZQFlQm" +
  "jAEmbiksFQQVABUCABUAFRAVAgA8FgAZBhkmAgAAAAAWsgEWAiYIFroBACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZLBwA" +
  "ABwAAADoAAAAUEFSMQ==";

async function firstPageOf(file: string, column: string): Promise<number> {
  const { asyncBufferFromFile, parquetMetadataAsync } = await import("hyparquet");
  const { row_groups: groups } = await parquetMetadataAsync(await asyncBufferFromFile(file));
  const chunk = groups[0]?.columns.find(({ meta_data: meta }) => meta?.path_in_schema[0] === column);
  return Number(chunk?.meta_data?.data_page_offset);
}

test("a disk that fails amid a Parquet file ends the task: its row groups went to quarantine as damaged, and the run went on without them", async (t) => {
  const path = join(folder, "failing.parquet");
  await makeRows(path, 40, 10);
  const handle = await open(path);
  const reads = t.mock.method(Object.getPrototypeOf(handle), "read");
  await handle.close();
  const failing = Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" });
  // The first two read the footer.
  reads.mock.mockImplementationOnce(() => Promise.reject(failing), 2);
  await assert.rejects(readWith(readParquet, path), /the file cannot be read \(EIO\)/);
});
