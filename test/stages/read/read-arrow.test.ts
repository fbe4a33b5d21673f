/** Arrow: every file of apache/arrow-testing, and what users bring: cut files, datasets of this project and of Hugging Face. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { RecordBatchStreamWriter, tableFromArrays } from "apache-arrow";
import { readArrow } from "../../../stages/read/read-arrow.js";
import { readJson } from "../../../stages/read/read-json.js";
import { readParquet } from "../../../stages/read/read-parquet.js";
import { wudao } from "../../support/served-wudao.js";
import { unpackTar } from "../../support/unpack-tar.js";
import { root, sharedData, withoutData } from "../../support/wudao.js";
import { countCodes, readWith } from "./read-records.js";

/** Rows of the files that hold any, below data/arrow-ipc-stream/integration. Their values are compared with pyarrow's in test/interop. */
const rows: Readonly<Record<string, number>> = {
  "0.14.1/generated_datetime.arrow_file": 17,
  "0.14.1/generated_decimal.arrow_file": 7,
  "0.14.1/generated_dictionary.arrow_file": 17,
  "0.14.1/generated_dictionary.stream": 17,
  "0.14.1/generated_interval.arrow_file": 17,
  "0.14.1/generated_map.stream": 17,
  "0.14.1/generated_nested.arrow_file": 17,
  "0.14.1/generated_nested.stream": 17,
  "0.14.1/generated_primitive_zerolength.stream": 0,
  "0.17.1/generated_union.arrow_file": 11,
  "0.17.1/generated_union.stream": 11,
  "1.0.0-bigendian/generated_custom_metadata.arrow_file": 1,
  "1.0.0-bigendian/generated_custom_metadata.stream": 1,
  "1.0.0-bigendian/generated_datetime.arrow_file": 17,
  "1.0.0-bigendian/generated_dictionary.arrow_file": 17,
  "1.0.0-bigendian/generated_dictionary.stream": 17,
  "1.0.0-bigendian/generated_dictionary_unsigned.arrow_file": 17,
  "1.0.0-bigendian/generated_extension.stream": 13,
  "1.0.0-bigendian/generated_interval.arrow_file": 17,
  "1.0.0-bigendian/generated_map.stream": 17,
  "1.0.0-bigendian/generated_nested.arrow_file": 17,
  "1.0.0-bigendian/generated_nested_dictionary.arrow_file": 23,
  "1.0.0-bigendian/generated_nested_dictionary.stream": 23,
  "1.0.0-bigendian/generated_nested_large_offsets.stream": 13,
  "1.0.0-bigendian/generated_null.arrow_file": 10,
  "1.0.0-bigendian/generated_null.stream": 10,
  "1.0.0-bigendian/generated_null_trivial.arrow_file": 0,
  "1.0.0-bigendian/generated_null_trivial.stream": 0,
  "1.0.0-bigendian/generated_primitive_large_offsets.arrow_file": 37,
  "1.0.0-bigendian/generated_primitive_large_offsets.stream": 37,
  "1.0.0-bigendian/generated_primitive_no_batches.stream": 0,
  "1.0.0-bigendian/generated_primitive_zerolength.arrow_file": 0,
  "1.0.0-bigendian/generated_primitive_zerolength.stream": 0,
  "1.0.0-bigendian/generated_recursive_nested.arrow_file": 17,
  "1.0.0-bigendian/generated_union.arrow_file": 11,
  "1.0.0-littleendian/generated_custom_metadata.arrow_file": 1,
  "1.0.0-littleendian/generated_datetime.arrow_file": 17,
  "1.0.0-littleendian/generated_dictionary.arrow_file": 17,
  "1.0.0-littleendian/generated_dictionary_unsigned.arrow_file": 17,
  "1.0.0-littleendian/generated_extension.arrow_file": 13,
  "1.0.0-littleendian/generated_extension.stream": 13,
  "1.0.0-littleendian/generated_interval.arrow_file": 17,
  "1.0.0-littleendian/generated_interval.stream": 17,
  "1.0.0-littleendian/generated_map.arrow_file": 17,
  "1.0.0-littleendian/generated_nested.arrow_file": 17,
  "1.0.0-littleendian/generated_nested.stream": 17,
  "1.0.0-littleendian/generated_nested_dictionary.arrow_file": 23,
  "1.0.0-littleendian/generated_nested_dictionary.stream": 23,
  "1.0.0-littleendian/generated_nested_large_offsets.arrow_file": 13,
  "1.0.0-littleendian/generated_null.stream": 10,
  "1.0.0-littleendian/generated_null_trivial.arrow_file": 0,
  "1.0.0-littleendian/generated_null_trivial.stream": 0,
  "1.0.0-littleendian/generated_primitive.stream": 37,
  "1.0.0-littleendian/generated_primitive_large_offsets.arrow_file": 37,
  "1.0.0-littleendian/generated_primitive_no_batches.stream": 0,
  "1.0.0-littleendian/generated_primitive_zerolength.stream": 0,
  "1.0.0-littleendian/generated_union.arrow_file": 11,
  "2.0.0-compression/generated_lz4.arrow_file": 60,
  "2.0.0-compression/generated_uncompressible_lz4.arrow_file": 4,
  "2.0.0-compression/generated_zstd.stream": 60,
  "4.0.0-shareddict/generated_shared_dict.arrow_file": 2,
  "cpp-21.0.0/generated_binary.arrow_file": 37,
  "cpp-21.0.0/generated_binary.stream": 37,
  "cpp-21.0.0/generated_binary_no_batches.stream": 0,
  "cpp-21.0.0/generated_binary_view.stream": 263,
  "cpp-21.0.0/generated_binary_zerolength.arrow_file": 0,
  "cpp-21.0.0/generated_custom_metadata.arrow_file": 1,
  "cpp-21.0.0/generated_custom_metadata.stream": 1,
  "cpp-21.0.0/generated_datetime.arrow_file": 17,
  "cpp-21.0.0/generated_decimal.arrow_file": 17,
  "cpp-21.0.0/generated_decimal.stream": 17,
  "cpp-21.0.0/generated_decimal256.stream": 17,
  "cpp-21.0.0/generated_decimal32.arrow_file": 17,
  "cpp-21.0.0/generated_decimal32.stream": 17,
  "cpp-21.0.0/generated_decimal64.arrow_file": 17,
  "cpp-21.0.0/generated_dictionary.arrow_file": 17,
  "cpp-21.0.0/generated_dictionary_unsigned.arrow_file": 17,
  "cpp-21.0.0/generated_duplicate_fieldnames.stream": 1,
  "cpp-21.0.0/generated_duration.arrow_file": 17,
  "cpp-21.0.0/generated_extension.arrow_file": 13,
  "cpp-21.0.0/generated_extension.stream": 13,
  "cpp-21.0.0/generated_interval.arrow_file": 17,
  "cpp-21.0.0/generated_interval_mdn.stream": 17,
  "cpp-21.0.0/generated_large_binary.arrow_file": 37,
  "cpp-21.0.0/generated_large_binary.stream": 37,
  "cpp-21.0.0/generated_map.stream": 17,
  "cpp-21.0.0/generated_map_non_canonical.arrow_file": 7,
  "cpp-21.0.0/generated_map_non_canonical.stream": 7,
  "cpp-21.0.0/generated_nested.arrow_file": 17,
  "cpp-21.0.0/generated_nested.stream": 17,
  "cpp-21.0.0/generated_nested_large_offsets.arrow_file": 13,
  "cpp-21.0.0/generated_null.arrow_file": 10,
  "cpp-21.0.0/generated_null.stream": 10,
  "cpp-21.0.0/generated_primitive.arrow_file": 37,
  "cpp-21.0.0/generated_primitive.stream": 37,
  "cpp-21.0.0/generated_primitive_no_batches.arrow_file": 0,
  "cpp-21.0.0/generated_primitive_zerolength.arrow_file": 0,
  "cpp-21.0.0/generated_primitive_zerolength.stream": 0,
  "cpp-21.0.0/generated_recursive_nested.arrow_file": 17,
  "cpp-21.0.0/generated_run_end_encoded.stream": 27,
};
/** Inputs that a fuzzer found for another reader, and that are sound all the same. */
const soundFuzz: Readonly<Record<string, number>> = {
  "data/arrow-ipc-file/clusterfuzz-testcase-arrow-ipc-file-fuzz-6051391008473088": 17,
  "data/arrow-ipc-file/clusterfuzz-testcase-minimized-arrow-ipc-file-fuzz-6088759971217408": 200,
  // A schema and no batch.
  "data/arrow-ipc-stream/crash-5e88bae6ac5250714e8c8bc73b9d67b949fadbb4": 0,
};

const folder = mkdtempSync(join(tmpdir(), "wudao-arrow-"));
let names: readonly string[] = [];
before(async () => {
  if (sharedData !== undefined)
    names = await unpackTar(join(sharedData, "bad-input/arrow-testing.tar.gz"), folder);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const integration = "data/arrow-ipc-stream/integration/";

test("every file of arrow-testing is read to its last row, or refused once with place and advice", {
  skip: withoutData,
}, async () => {
  const known = new Set<string>();
  for (const name of names) {
    const expected = soundFuzz[name] ?? rows[name.replace(integration, "")];
    if (expected !== undefined) known.add(name);
    const { failures } = await readWith(readArrow, join(folder, name), { text: "no such column" });
    const { "missing-text": found = 0, ...failed } = countCodes(failures);
    const refusal = name.endsWith(".json.gz") ? "unsupported-format" : "damaged-arrow";
    if (expected === undefined) assert.deepEqual([found, failed], [0, { [refusal]: 1 }], name);
    else assert.deepEqual([found, failed], [expected, {}], name);
    for (const { message, origin } of failures) {
      assert.match(message, /expected/, name);
      assert.match(origin, /:\d+$/, name);
    }
  }
  assert.equal(known.size, Object.keys(rows).length + Object.keys(soundFuzz).length);
});

test("however a sound file is cut, each row is read once and in order, dictionaries too", {
  skip: withoutData,
}, async () => {
  for (const name of [
    "cpp-21.0.0/generated_nested.stream",
    "1.0.0-littleendian/generated_dictionary.arrow_file",
    "2.0.0-compression/generated_lz4.arrow_file",
  ]) {
    const file = join(folder, integration, name);
    const whole = await readWith(readArrow, file, { text: "no such column" });
    const cut = await readWith(readArrow, file, { text: "no such column" }, 700);
    assert.deepEqual(cut.failures, whole.failures, name);
  }
});

test("a damaged file tells of its damage once, in whichever split it lies", async () => {
  const file = join(folder, "short.arrow");
  const table = tableFromArrays({
    text: Array.from({ length: 500 }, (_, row) => `文 ${row} ${"長".repeat(row % 9)}`),
  });
  writeFileSync(file, await RecordBatchStreamWriter.writeAll(table).toUint8Array());
  truncateSync(file, 5000);
  for (const splitBytes of [100_000, 600]) {
    const { samples, failures } = await readWith(readArrow, file, {}, splitBytes);
    assert.deepEqual([samples.length, countCodes(failures)], [0, { "damaged-arrow": 1 }]);
  }
});

test("a dataset of this project gives the same samples from Arrow, Parquet and JSON Lines", async () => {
  const written: Record<string, string> = {};
  for (const sink of ["write-arrow", "write-parquet", "write-jsonl"]) {
    const recipe = join(folder, `${sink}.yaml`);
    writeFileSync(
      recipe,
      `name: again\ninput: {path: ${JSON.stringify(join(root, "data-samples/zh.jsonl"))}}\nstages: [read-json, min-han: {min: 5}, ${sink}]\n`,
    );
    const output = join(folder, `out-${sink}`);
    await wudao(["run", recipe, "--output", output, "--quiet"]);
    const shard = readdirSync(output).find((name) => name.startsWith("data-"));
    written[sink] = join(output, shard ?? "");
  }
  const contents = async (read: ReturnType<typeof readWith>): Promise<unknown[]> =>
    (await read).samples.map(({ id, text, title, lang, url, meta, scores }) => ({
      id,
      text,
      title,
      lang,
      url,
      scores,
      meta: withoutNulls(meta),
    }));
  const fromJson = await contents(readWith(readJson, written["write-jsonl"] ?? ""));
  assert.ok(fromJson.length > 5);
  assert.deepEqual(await contents(readWith(readArrow, written["write-arrow"] ?? "")), fromJson);
  assert.deepEqual(await contents(readWith(readParquet, written["write-parquet"] ?? "")), fromJson);
});

test("a file of another format under the name of an Arrow file is refused with words", async () => {
  const file = join(folder, "wrong.arrow");
  writeFileSync(file, readFileSync(join(root, "package.json")));
  assert.deepEqual(countCodes((await readWith(readArrow, file)).failures), { "damaged-arrow": 1 });
});

test("an Arrow stream given to read-json is told once, with the stage that reads it", async () => {
  const file = join(folder, "stream.jsonl");
  writeFileSync(
    file,
    await RecordBatchStreamWriter.writeAll(tableFromArrays({ text: ["文"] })).toUint8Array(),
  );
  const { failures } = await readWith(readJson, file);
  assert.deepEqual(countCodes(failures), { "unsupported-format": 1 });
  assert.match(failures[0]?.message ?? "", /the file is Arrow; .* read it with read-arrow/);
});

/** JSON Lines write a null where a table has nothing. */
function withoutNulls(meta: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(meta).filter(([, value]) => value !== null));
}
