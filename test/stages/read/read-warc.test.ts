import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { Encoder } from "@toondepauw/node-zstd";
import type { ReadResult, SourceStage } from "../../../pipeline/contracts/stage.js";
import { readHtml } from "../../../stages/read/read-html.js";
import { readWarc } from "../../../stages/read/read-warc.js";
import { splitOf } from "../../support/split-of.js";
import { inTemporaryFolder, sharedData, withoutData } from "../../support/wudao.js";

const archives = join(sharedData ?? "", "warc");

async function read(file: string, params: object = {}, source: object = readWarc): Promise<ReadResult[]> {
  const stage = source as SourceStage;
  const results: ReadResult[] = [];
  for await (const batch of stage.read(splitOf(file), stage.parameters.parse(params))) results.push(...batch);
  return results;
}

/** Number of records by what became of them. */
function outcomes(results: readonly ReadResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const result of results) {
    const name =
      "sample" in result
        ? "sample"
        : "passedOver" in result
          ? result.passedOver.reason
          : `failed: ${result.error.code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const samplesOf = (results: readonly ReadResult[]) =>
  results.flatMap((result) => ("sample" in result ? [result.sample] : []));

test("every record of every real archive is a page, passed over by reason, or told as damaged", {
  skip: withoutData,
}, async () => {
  // Records by type were counted with zcat and grep.
  const expected: Readonly<Record<string, Record<string, number>>> = {
    "pywb/dupes.warc.gz": { "no-page": 22, sample: 1, "http-status": 1, empty: 1 },
    "pywb/example-url-agnostic-revisit.warc.gz": { "no-page": 2 },
    "pywb/example-wget-1-14.warc.gz": { "no-page": 5, sample: 1 },
    "pywb/example.arc": { "no-page": 1, sample: 1 },
    "pywb/example.arc.gz": { "no-page": 1, sample: 1 },
    // One Content-Length in this file is seven bytes short.
    "pywb/example.warc": { "no-page": 4, sample: 1, "http-status": 1, "failed: invalid-warc": 1 },
    "pywb/example.warc.gz": { "no-page": 4, sample: 1, "http-status": 1 },
    "pywb/iana.warc.gz": { "no-page": 295, sample: 16, empty: 16, "content-type": 12, "http-status": 4 },
    // Its lines end in CR CR LF.
    "pywb/missing-status-text.warc": { "http-status": 1 },
    "pywb/post-test.warc.gz": { "content-type": 3, "no-page": 3 },
    "ukwa/IAH-20080430204825-00000-blackbook-truncated.arc": { "no-page": 2, sample: 3, "content-type": 4 },
    "ukwa/IAH-20080430204825-00000-blackbook-truncated.arc.gz": {
      "no-page": 2,
      sample: 3,
      "content-type": 4,
    },
    "ukwa/IAH-20080430204825-00000-blackbook-truncated.warc": { "no-page": 16, sample: 3, "content-type": 4 },
    "ukwa/IAH-20080430204825-00000-blackbook-truncated.warc.gz": {
      "no-page": 16,
      sample: 3,
      "content-type": 4,
    },
    "ukwa/IAH-urls-wget.warc.gz": { "no-page": 20, "http-status": 9, sample: 3, "content-type": 4 },
    "zh-news-rewrapped.warc.gz": { sample: 48 },
  };
  for (const [file, counts] of Object.entries(expected)) {
    assert.deepEqual(outcomes(await read(join(archives, file))), counts, file);
  }
});

test("pages keep their address, their time and what told their charset", { skip: withoutData }, async () => {
  const [page] = samplesOf(await read(join(archives, "pywb/example.arc.gz")));
  assert.equal(page?.url, "http://example.com/");
  assert.equal(page?.meta.crawled, "20140216050221");
  assert.equal(page?.meta.charset, "utf-8");
  assert.match(page?.text ?? "", /<title>Example Domain<\/title>/);
});

test("a damaged member costs its own record, and no other", { skip: withoutData }, async () => {
  await inTemporaryFolder(async (folder) => {
    const bytes = readFileSync(join(archives, "pywb/iana.warc.gz"));
    const sound = await read(join(archives, "pywb/iana.warc.gz"));
    for (const at of [100_000, 300_000, 500_000]) bytes[at]! ^= 0xff;
    const file = join(folder, "flipped.warc.gz");
    writeFileSync(file, bytes);
    const results = await read(file);
    assert.equal(results.length, sound.length);
    assert.equal(outcomes(results)["failed: corrupt-compression"], 3);
    const ids = new Set(samplesOf(sound).map(({ id, text }) => `${id} ${text}`));
    for (const { id, text } of samplesOf(results)) assert.ok(ids.has(`${id} ${text}`), `${id} is damaged`);
  });
});

test("a file that was cut off gives all records before the cut, and tells of the cut", {
  skip: withoutData,
}, async () => {
  await inTemporaryFolder(async (folder) => {
    const bytes = readFileSync(join(archives, "pywb/iana.warc.gz"));
    const cut = join(folder, "cut.warc.gz");
    writeFileSync(cut, bytes.subarray(0, 400_001));
    assert.equal(outcomes(await read(cut))["failed: truncated-compression"], 1);
    const plain = readFileSync(join(archives, "pywb/example.warc"));
    const half = join(folder, "half.warc");
    writeFileSync(half, plain.subarray(0, 1500));
    assert.deepEqual(outcomes(await read(half)), { "no-page": 1, "failed: truncated-record": 1 });
  });
});

const html = Buffer.from(`<html><body><p>${"春天来了，公园里的花都开了。".repeat(50)}</p></body></html>`);

function response(headers: string, body: Buffer, type = "response"): Buffer {
  const block = Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n${headers}\r\n`),
    body,
  ]);
  const envelope = `WARC/1.0\r\nWARC-Type: ${type}\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: ${block.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(envelope), block, Buffer.from("\r\n\r\n")]);
}

function chunked(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += 1000) {
    const part = body.subarray(at, at + 1000);
    parts.push(Buffer.from(`${part.length.toString(16)};x=y\r\n`), part, Buffer.from("\r\n"));
  }
  return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")]);
}

test("bodies are read whatever their encodings, also where a crawler undid them and kept the header", async () => {
  const bodies: readonly (readonly [string, Buffer])[] = [
    ["", html],
    ["Content-Encoding: gzip\r\n", gzipSync(html)],
    ["Content-Encoding: deflate\r\n", deflateSync(html)],
    ["Content-Encoding: deflate\r\n", deflateRawSync(html)],
    ["Content-Encoding: br\r\n", brotliCompressSync(html)],
    ["Transfer-Encoding: chunked\r\n", chunked(html)],
    ["Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", chunked(gzipSync(html))],
    ["Transfer-Encoding: chunked\r\n", html],
    ["Content-Encoding: gzip\r\n", html],
    ["Content-Encoding: br\r\n", html],
  ];
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, "encodings.warc");
    writeFileSync(file, Buffer.concat(bodies.map(([headers, body]) => response(headers, body))));
    const samples = samplesOf(await read(file));
    assert.equal(samples.length, bodies.length);
    for (const { text } of samples) assert.equal(text, html.toString());
    assert.equal(new Set(samples.map(({ id }) => id)).size, bodies.length);
  });
});

test("a page that unpacks without end and a record above the limit are quarantined, and reading goes on", async () => {
  await inTemporaryFolder(async (folder) => {
    const bomb = response("Content-Encoding: gzip\r\n", gzipSync(Buffer.alloc(8 << 20, 0x20)));
    const large = response("", Buffer.alloc(2 << 20, 0x20));
    const damaged = response("Content-Encoding: gzip\r\n", Buffer.from("\x1f\x8b\x08 broken", "latin1"));
    const file = join(folder, "bombs.warc");
    writeFileSync(file, Buffer.concat([bomb, large, damaged, response("", html)]));
    assert.deepEqual(outcomes(await read(file, { "max-record-bytes": 1 << 20 })), {
      "failed: damaged-body": 2,
      "failed: record-too-large": 1,
      sample: 1,
    });
  });
});

test("garbage before, between and behind records is told with its place and costs no record", async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, "garbage.warc");
    const garbage = Buffer.from("\0\x01no record\n".repeat(10_000), "latin1");
    writeFileSync(file, Buffer.concat([garbage, response("", html), garbage, response("", html), garbage]));
    const results = await read(file);
    assert.deepEqual(outcomes(results), { "failed: invalid-warc": 3, sample: 2 });
    const [first] = results;
    assert.ok(first !== undefined && "error" in first && first.error.origin === `${file}@0`);
  });
});

test("small records that stand right before a damaged member are read", async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, "damaged.warc.gz");
    const members = [1, 2, 3, 4, 5].map((number) =>
      gzipSync(response("", Buffer.from(`<html><body><p>page ${number}</p></body></html>`))),
    );
    const wrongContent = Buffer.from(members[3]!);
    wrongContent.fill(0xff, 40, 80);
    const wrongChecksum = Buffer.from(members[3]!);
    wrongChecksum[wrongChecksum.length - 6]! ^= 0xff;
    for (const damaged of [wrongContent, wrongChecksum]) {
      writeFileSync(file, Buffer.concat([...members.slice(0, 3), damaged, members[4]!]));
      const results = await read(file);
      assert.deepEqual(
        samplesOf(results).map(({ text }) => /\d/.exec(text)?.[0]),
        ["1", "2", "3", "5"],
      );
      assert.deepEqual(outcomes(results), { "failed: corrupt-compression": 1, sample: 4 });
    }
    writeFileSync(file, Buffer.concat(members).subarray(0, -100));
    assert.deepEqual(outcomes(await read(file)), { "failed: truncated-compression": 1, sample: 4 });
  });
});

test("a first segment, and a body in a packing that is not known here, become no page of noise but are told", async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, "told.warc");
    const packed = response("Content-Encoding: zstd\r\n", new Encoder(3).encodeSync(html));
    const undone = response("Content-Encoding: zstd\r\n", html);
    const part = response("", html).toString().replace("WARC-Type", "WARC-Segment-Number: 1\r\nWARC-Type");
    writeFileSync(file, Buffer.concat([packed, undone, Buffer.from(part)]));
    assert.deepEqual(outcomes(await read(file)), {
      "failed: damaged-body": 1,
      sample: 1,
      "failed: segmented-record": 1,
    });
  });
});

test("HTML files of a folder are read in their own charset", async () => {
  await inTemporaryFolder(async (folder) => {
    mkdirSync(join(folder, "site"));
    const file = join(folder, "site/page.html");
    writeFileSync(file, html.toString("utf16le"), "utf16le");
    const [utf16] = samplesOf(await read(file, {}, readHtml));
    assert.equal(utf16?.id, "test/page.html");
    writeFileSync(join(folder, "a.html"), html);
    const copy = join(folder, "site/b.html");
    copyFileSync(join(folder, "a.html"), copy);
    const [page] = samplesOf(await read(copy, {}, readHtml));
    assert.deepEqual(
      [page?.text, page?.meta.charset, basename(page?.id ?? "")],
      [html.toString(), "utf-8", "b.html"],
    );
    assert.deepEqual(outcomes(await read(copy, { "max-file-bytes": 1024 }, readHtml)), {
      "failed: record-too-large": 1,
    });
  });
});
