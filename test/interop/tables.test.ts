/** Parquet and Arrow files of the formats' own test suites: each value is what pyarrow reads. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { SourceStage } from "../../pipeline/contracts/stage.js";
import { readArrow } from "../../stages/read/read-arrow.js";
import { readParquet } from "../../stages/read/read-parquet.js";
import { splitOf } from "../support/split-of.js";
import { unpackTar } from "../support/unpack-tar.js";
import { sharedData, withoutData } from "../support/wudao.js";
import { askPython, withoutModules } from "./python.js";

const skip = withoutData || withoutModules("pyarrow");
const folder = mkdtempSync(join(tmpdir(), "wudao-tables-"));
const files: Record<string, string[]> = {};
before(async () => {
  if (sharedData === undefined) return;
  for (const name of ["parquet-testing", "arrow-testing"])
    files[name] = (await unpackTar(join(sharedData, `bad-input/${name}.tar.gz`), join(folder, name))).map(
      (file) => join(folder, name, file),
    );
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Without a text every row is told with its raw values. */
async function rowsOf(source: SourceStage, file: string): Promise<unknown[]> {
  const params = source.parameters.parse({ text: "no such column" });
  const split = splitOf(file, { divisible: true });
  const rows: unknown[] = [];
  for await (const batch of source.read(split, params))
    for (const result of batch)
      if ("error" in result && result.error.code === "missing-text")
        rows.push(JSON.parse(result.raw.toString()));
  return rows;
}

interface Answer {
  readonly path: string;
  readonly rows?: readonly unknown[];
  readonly error?: string;
}

async function compare(source: SourceStage, paths: readonly string[], atLeast: number): Promise<void> {
  let equal = 0;
  for (const { path, rows, error } of await askPython<Answer[]>("table_rows.py", { paths })) {
    // What pyarrow refuses or cannot show (intervals) is told by the table of outcomes.
    if (rows === undefined) {
      assert.ok(error !== undefined);
      continue;
    }
    assert.deepEqual(await rowsOf(source, path), rows, path);
    equal++;
  }
  assert.ok(equal >= atLeast, `only ${equal} files were compared`);
}

test("every value of parquet-testing is what pyarrow reads", { skip }, () => {
  // Two keys of 1 GiB: refused here, and too much for a test.
  const paths = (files["parquet-testing"] ?? []).filter((path) => !path.includes("large_string_map"));
  return compare(readParquet, paths, 42);
});

test("every value of arrow-testing is what pyarrow reads", { skip }, () => {
  const paths = (files["arrow-testing"] ?? []).filter((path) =>
    /arrow_file$|\.stream$|6051391008473088$|6088759971217408$/.test(path),
  );
  return compare(readArrow, paths, 97);
});
