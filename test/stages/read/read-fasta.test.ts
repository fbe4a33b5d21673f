import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { ReadResult } from "../../../pipeline/contracts/stage.js";
import { readFasta } from "../../../stages/read/read-fasta.js";
import { splitOf } from "../../support/split-of.js";
import { inTemporaryFolder } from "../../support/wudao.js";

async function read(content: string | Buffer, params: object = {}): Promise<ReadResult[]> {
  return inTemporaryFolder(async (folder) => {
    const file = join(folder, "a.fasta");
    writeFileSync(file, content);
    const results: ReadResult[] = [];
    for await (const batch of readFasta.read(
      splitOf(file, { input: "in" }),
      readFasta.parameters.parse(params),
    ))
      results.push(...batch);
    return results;
  });
}

const told = (results: readonly ReadResult[]) =>
  results.map((result) => {
    if ("sample" in result) return [result.sample.id, result.sample.text];
    return "error" in result ? result.error.code : result.passedOver;
  });

const fasta = ">sp|P1|ONE First OS=X\nMKT\nAYI\n\n>P2\r\nGSH\r\n>P3 empty\n>P4\nAC";

test("sequences over several lines, other line ends and the last line without one", async () => {
  const expected = [["sp|P1|ONE", "MKTAYI"], ["P2", "GSH"], "empty-sequence", ["P4", "AC"]];
  assert.deepEqual(told(await read(fasta)), expected);
  assert.deepEqual(told(await read(gzipSync(fasta))), expected);
  assert.deepEqual(told(await read(fasta, { "batch-bytes": 1 })), expected);
});

test("residues before the first header, a giant sequence and a damaged file are told, the others go on", async () => {
  assert.deepEqual(told(await read("MKT\n>P1\nAC\n")), ["no-header", ["P1", "AC"]]);
  const giant = `>P1\n${"A".repeat(5000)}\n>P2\nAC\n`;
  assert.deepEqual(told(await read(giant, { "max-record-bytes": 1024 })), ["record-too-large", ["P2", "AC"]]);
});

test("half a sequence, where a packed file was cut, is not taken for a whole one", async () => {
  const records = Array.from({ length: 500 }, (_, at) => [
    `P${at}`,
    createHash("sha256").update(String(at)).digest("hex"),
  ]);
  const packed = gzipSync(records.map(([name, residues]) => `>${name}\n${residues}\n`).join(""));
  for (let cut = 5000; cut < 5100; cut += 9) {
    const results = told(await read(packed.subarray(0, cut)));
    assert.deepEqual(results, [...records.slice(0, results.length - 1), "truncated-compression"]);
  }
});

test("a header keeps its words, in UTF-8 and in Latin-1", async () => {
  for (const [encoding, title] of [
    ["utf8", "血红蛋白 α à"],
    ["latin1", "protéine d'élevage à"],
  ] as const) {
    const [result] = await read(Buffer.from(`>P1 ${title}\r\nMKT\r\n`, encoding));
    assert.equal(result !== undefined && "sample" in result && result.sample.title, title);
  }
});

test("what is quarantined has the bytes of the file", async () => {
  for (const encoding of ["utf8", "latin1"] as const) {
    const results = await read(Buffer.from("à\n>é\n", encoding));
    const raw = results.flatMap((result) => ("error" in result ? [result.raw.toString(encoding)] : []));
    assert.deepEqual(raw, ["à", "é"]);
  }
});
