import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { exitCodes } from "../../pipeline/cli/exit-codes.js";
import { recordsOf } from "../support/records.js";
import { wudao } from "../support/served-wudao.js";
import { writeRecipe } from "../support/small-recipe.js";
import { checksums, inTemporaryFolder, sharedData, withoutData } from "../support/wudao.js";

const recipe = (stages: string): string =>
  `name: crawl
input: { path: nothing }
split-bytes: 4MiB
guards: { allow: [exact-dedup, url-dedup, simhash-dedup, minhash-dedup] }
stages:
  - read-json: { id: id, url: url }
${stages}
  - write-jsonl
`;
const allStages =
  "  - url-dedup\n  - exact-dedup\n  - simhash-dedup\n  - minhash-dedup: { threshold: 0.8 }\n  - min-han: { min: 20 }";

/** Runs the recipe in `folder` over `inputs` to `output`. */
async function run(folder: string, inputs: string[], output: string, ...options: string[]): Promise<string> {
  const out = join(folder, output);
  const files = inputs.map((input) => join(folder, input));
  const args = ["run", join(folder, "recipe.yaml"), "-i", ...files, "-o", out, "--quiet", ...options];
  await wudao(args);
  return out;
}

function lines(folder: string): Record<string, unknown>[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".jsonl"))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function keptIds(out: string): string[] {
  return lines(out)
    .filter((row) => row.text !== undefined && row.stage === undefined)
    .map(({ id }) => String(id));
}

/** Real articles, each fifth one again with an edit and each seventh at the address of another, cut into crawls. */
function writeCrawls(folder: string, corpora: readonly string[]): void {
  const records: object[] = [];
  for (const corpus of corpora) {
    let number = 0;
    for (const { content } of recordsOf(join(sharedData ?? "", `zh-web/${corpus}.jsonl.zst`))) {
      if (number === 250) break;
      const address = number % 7 === 0 ? number - 1 : number;
      const url = `https://example.com/${corpus}/${address}`;
      records.push({ id: `${corpus}-${number}`, url, content });
      if (number % 5 === 0) {
        const cut = Math.floor(content.length * (0.7 + (number % 60) / 200));
        records.push({ id: `${corpus}-${number}-edited`, content: content.slice(0, cut) });
      }
      if (number % 11 === 0) records.push({ id: `${corpus}-${number}-copy`, content });
      number++;
    }
  }
  const crawl = (rest: number): string =>
    records
      .filter((_, place) => (place * 7) % 3 === rest)
      .map((record) => JSON.stringify(record))
      .join("\n");
  ["a.jsonl", "b.jsonl", "c.jsonl"].forEach((name, rest) => {
    writeFileSync(join(folder, name), crawl(rest));
  });
}

test(
  "crawl after crawl against the stored index keeps what one run over all of them keeps, with any number of workers",
  {
    skip: withoutData,
  },
  () =>
    inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, "recipe.yaml"), recipe(allStages));
      writeCrawls(folder, ["lctt-00000", "laws-00000", "vsdocs-tw-00000"]);
      const together = await run(folder, ["a.jsonl", "b.jsonl", "c.jsonl"], "together");
      const a = await run(folder, ["a.jsonl"], "a", "--index", "kept");
      const b = await run(folder, ["b.jsonl"], "b", "--against", a, "--index", "all");
      const again = await run(folder, ["b.jsonl"], "b-1", "--against", a, "--index", "all", "--workers", "1");
      assert.deepEqual(checksums(again), checksums(b));
      assert.equal(
        readFileSync(join(again, "index/index.json"), "utf8"),
        readFileSync(join(b, "index/index.json"), "utf8"),
      );
      const c = await run(folder, ["c.jsonl"], "c", "--against", b);
      assert.deepEqual([a, b, c].flatMap(keptIds), keptIds(together));

      const rejected = lines(join(c, "rejects"));
      const kept = new Set([a, b, c].flatMap(keptIds));
      for (const stage of ["url-dedup", "exact-dedup", "simhash-dedup", "minhash-dedup"]) {
        const stored = rejected.filter((line) => line.stage === stage && line["keeper-run"] !== undefined);
        assert.ok(stored.length > 3, `${stage} found ${stored.length} in the stored index`);
        assert.ok(stored.every((line) => /^crawl@[0-9a-f]{12}$/.test(String(line["keeper-run"]))));
        // A keeper may have been dropped by a later stage; most are in a dataset.
        assert.ok(stored.filter(({ keeper }) => kept.has(String(keeper))).length > stored.length / 2);
      }
      await wudao(["verify", b]);
      const file = join(b, "index", firstSketch(join(b, "index")));
      const bytes = readFileSync(file);
      bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 4, bytes.length >> 1);
      writeFileSync(file, bytes);
      const verified = await wudao(["verify", b], exitCodes.unverified);
      assert.match(verified.stdout, /signatures\.run/);
      const spoiled = await wudao(
        [
          "run",
          join(folder, "recipe.yaml"),
          "-i",
          join(folder, "c.jsonl"),
          "-o",
          join(folder, "d"),
          "--against",
          b,
        ],
        exitCodes.failed,
      );
      assert.ok(spoiled.stderr.includes(file), spoiled.stderr);
    }),
);

function firstSketch(index: string): string {
  const found = readdirSync(index, { recursive: true, encoding: "utf8" })
    .sort()
    .find((name) => name.endsWith("signatures.run"));
  assert.ok(found !== undefined);
  return found;
}

test("a crawl without anything new is no failure, and the next one can go on from it; one that went wrong still is", () =>
  inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "recipe.yaml"), recipe("  - exact-dedup\n  - min-han: { min: 5 }"));
    const crawl = (name: string, texts: readonly string[]): void => {
      const records = texts.map((content, id) => JSON.stringify({ id, content }));
      writeFileSync(join(folder, name), records.join("\n"));
    };
    const old = ["第一篇讲种菜的文章。", "第二篇讲种菜的文章。"];
    crawl("a.jsonl", old);
    crawl("b.jsonl", [...old, old[0] ?? ""]);
    crawl("short.jsonl", ["新"]);
    writeFileSync(join(folder, "broken.jsonl"), "{broken");
    const a = await run(folder, ["a.jsonl"], "a", "--index", "kept");
    const increment = (input: string, from: string, expectedCode: number): Promise<{ stdout: string }> =>
      wudao(
        [
          ...["run", join(folder, "recipe.yaml"), "-i", join(folder, input)],
          ...["-o", join(folder, `${input}.out`), "--quiet", "--against", from, "--index", "all"],
        ],
        expectedCode,
      );
    assert.match(
      (await increment("b.jsonl", a, 0)).stdout,
      /Nothing is new: earlier runs kept all .* exact-dedup/,
    );
    const b = join(folder, "b.jsonl.out");
    await wudao(["verify", b]);
    assert.deepEqual(keptIds(b), []);
    assert.match((await increment("a.jsonl", b, 0)).stdout, /Nothing is new/);
    for (const input of ["short.jsonl", "broken.jsonl"])
      assert.match((await increment(input, b, exitCodes.empty)).stdout, /No sample was left/);
  }));

test("what is forgotten is forgotten in the index too: the next crawl may bring it again", () =>
  inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "recipe.yaml"), recipe("  - url-dedup\n  - exact-dedup\n  - minhash-dedup"));
    const text = (number: number): string =>
      Array.from({ length: 120 }, (_, at) =>
        String.fromCodePoint(0x4e00 + ((number * 7919 + at * at * 31) % 9000)),
      ).join("");
    const crawl = (name: string, ending: string): void =>
      writeFileSync(
        join(folder, name),
        Array.from({ length: 30 }, (_, number) =>
          JSON.stringify({
            id: `${name}-${number}`,
            url: `https://${name}/${number}`,
            content: text(number) + ending,
          }),
        ).join("\n"),
      );
    crawl("a.jsonl", "");
    crawl("b.jsonl", "完");
    const a = await run(folder, ["a.jsonl"], "a", "--index", "kept");
    assert.equal(keptIds(a).length, 30);
    writeFileSync(join(folder, "ids"), "a.jsonl-3\na.jsonl-9\n");
    writeFileSync(join(folder, "urls"), "https://a.jsonl/20\n");
    const { stdout } = await wudao([
      ...["forget", a, "--ids", join(folder, "ids")],
      ...["--urls", join(folder, "urls"), "--json"],
    ]);
    assert.equal((JSON.parse(stdout) as { indexEntries: number }).indexEntries, 9);
    await wudao(["verify", a]);
    for (const name of readdirSync(a, { recursive: true, encoding: "utf8" })) {
      if (!statSync(join(a, name)).isFile()) continue;
      assert.ok(!readFileSync(join(a, name)).includes("a.jsonl-9"), name);
    }
    const b = await run(folder, ["b.jsonl"], "b", "--against", a);
    assert.deepEqual(keptIds(b), ["b.jsonl-3", "b.jsonl-9", "b.jsonl-20"]);
    await wudao(["forget", a, "--ids", join(folder, "ids"), "--index-only"]);
  }));

test("an index that cannot be compared with is refused before anything runs, and told why", () =>
  inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "a.jsonl"), JSON.stringify({ id: "1", content: "一篇短文，只有一句。" }));
    writeFileSync(join(folder, "recipe.yaml"), recipe("  - minhash-dedup"));
    const a = await run(folder, ["a.jsonl"], "a", "--index", "kept");
    const plain = await run(folder, ["a.jsonl"], "plain");
    const plan = async (code: number, ...options: string[]): Promise<string> => {
      const args = ["plan", join(folder, "recipe.yaml"), "-i", join(folder, "a.jsonl"), ...options];
      return (await wudao(args, code)).stderr;
    };
    assert.match(await plan(exitCodes.files, "--against", plain), /no stored index[\s\S]*--index kept/);
    assert.match(
      await plan(exitCodes.recipe, "--against", a, "--set", "minhash-dedup.shingle-size=4"),
      /other parameters of minhash-dedup: shingle-size 5 there and 4 here/,
    );
    const into = await wudao(
      ["run", join(folder, "recipe.yaml"), "-i", join(folder, "a.jsonl"), "-o", a, "--against", a, "--force"],
      exitCodes.usage,
    );
    assert.match(into.stderr, /never changes what it reads/);
    writeFileSync(join(folder, "recipe.yaml"), recipe("  - exact-dedup"));
    assert.match(
      await plan(exitCodes.recipe, "--against", a),
      /nothing of exact-dedup, only of minhash-dedup/,
    );
    writeFileSync(join(folder, "recipe.yaml"), recipe("  - line-dedup"));
    assert.match(await plan(exitCodes.recipe, "--index", "kept"), /no stage of the recipe could use one/);
    assert.match(await plan(exitCodes.recipe, "--against", a), /none of its stages can be/);
  }));

test("a part of an earlier index in which a byte is flipped is not taken over as if it were sound", () =>
  inTemporaryFolder(async (folder) => {
    const earlier = join(folder, "earlier");
    const kept = writeRecipe(folder, ["exact-dedup"], "index: kept\n");
    await wudao(["run", kept, "--quiet", "--output", earlier]);
    const [part] = readdirSync(join(earlier, "index/exact-dedup"));
    const file = join(earlier, "index/exact-dedup", part ?? "", "documents");
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 4, bytes.length - 1);
    writeFileSync(file, bytes);
    writeFileSync(join(folder, "new.jsonl"), '{"id":"new","content":"这一篇从来没有收过。"}\n');
    const all = ["--input", join(folder, "new.jsonl"), "--against", earlier, "--index", "all"];
    const { stderr } = await wudao(
      ["run", kept, "--quiet", "--output", join(folder, "out"), ...all],
      exitCodes.files,
    );
    assert.match(stderr, /damaged-index.*documents: the stored index is damaged: a checksum does not match/);
  }));
