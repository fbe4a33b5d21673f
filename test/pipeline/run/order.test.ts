/** Mixing and shuffling of whole datasets, through the command line, on texts that are told apart by a number. */
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openDataset } from "../../../pipeline/dataset/open-dataset.js";
import { wudao } from "../../support/served-wudao.js";
import { checksums, inTemporaryFolder } from "../../support/wudao.js";

interface Numbered {
  readonly source: string;
  readonly number: number;
}

/** `news` and `laws`, so many texts each, in files that are cut into several splits. */
function writeInputs(folder: string, news: number, laws: number): void {
  for (const [name, count] of [
    ["news", news],
    ["laws", laws],
  ] as const) {
    const lines = Array.from({ length: count }, (_, at) =>
      JSON.stringify({ id: `${name}-${at}`, text: `${name} ${at} 大规模语料的第${at}篇。` }),
    );
    writeFileSync(join(folder, `${name}.jsonl`), `${lines.join("\n")}\n`);
  }
}

function recipe(stages: string): string {
  return `name: ordered
seed: 3
split-bytes: 4KiB
input: [{ name: news, path: news.jsonl }, { name: laws, path: laws.jsonl }]
stages:
  - read-json
${stages}`;
}

async function run(folder: string, stages: string, output: string, workers = 1): Promise<string> {
  writeFileSync(join(folder, "recipe.yaml"), recipe(stages));
  const out = join(folder, output);
  await wudao(["run", join(folder, "recipe.yaml"), "--output", out, "--workers", String(workers), "--quiet"]);
  await wudao(["verify", out]);
  return out;
}

async function texts(output: string): Promise<Numbered[]> {
  const dataset = await openDataset(output);
  const found: Numbered[] = [];
  for await (const { source, id } of dataset.readRows(0, dataset.rows))
    found.push({ source: String(source), number: Number(String(id).split("-")[1]) });
  return found;
}

/** How far numbers that stand side by side are apart, on average, as a share of what chance gives (a third of the range). */
function disorder(rows: readonly Numbered[], range: number): number {
  const jumps = rows.slice(1).map(({ number }, at) => Math.abs(number - rows[at]!.number));
  return jumps.reduce((sum, jump) => sum + jump, 0) / jumps.length / (range / 3);
}

test("a shuffled dataset read from front to back is at random, and has every document once", () =>
  inTemporaryFolder(async (folder) => {
    writeInputs(folder, 600, 300);
    const output = await run(folder, "  - shuffle: { bucket-bytes: 8KiB }\n  - write-jsonl\n", "out");
    const rows = await texts(output);
    assert.equal(new Set(rows.map(({ source, number }) => `${source}${number}`)).size, 900);
    assert.equal(rows.length, 900);
    const news = rows.filter(({ source }) => source === "news");
    const jump = disorder(news, 600);
    assert.ok(jump > 0.85 && jump < 1.15, String(jump));
    // Thirds of the dataset hold as many of each source, within four standard deviations.
    for (const third of [0, 300, 600]) {
      const share = rows.slice(third, third + 300).filter(({ source }) => source === "news").length;
      assert.ok(Math.abs(share - 200) < 33, String(share));
    }
  }));

test("the order depends on no number of workers, no size of buckets, but on the seed", () =>
  inTemporaryFolder(async (folder) => {
    writeInputs(folder, 200, 100);
    const stages = (bytes: string): string =>
      `  - mix: { sources: { news: { epochs: 1.5 }, laws: { weight: 1 } }, bucket-bytes: ${bytes} }\n  - shuffle: { bucket-bytes: ${bytes} }\n  - write-jsonl: { shard-bytes: 8KiB }\n`;
    const one = await run(folder, stages("4KiB"), "one", 1);
    const three = await run(folder, stages("4KiB"), "three", 3);
    assert.deepEqual(checksums(three), checksums(one));
    assert.deepEqual(await texts(await run(folder, stages("1MiB"), "large")), await texts(one));
    writeFileSync(join(folder, "recipe.yaml"), recipe(stages("4KiB")).replace("seed: 3", "seed: 4"));
    await wudao(["run", join(folder, "recipe.yaml"), "--output", join(folder, "other"), "--quiet"]);
    assert.notDeepEqual(await texts(join(folder, "other")), await texts(one));
  }));

test("2.25 epochs are two whole passes and exactly a quarter more, each far from its repeat, and the manifest tells wanted and got", () =>
  inTemporaryFolder(async (folder) => {
    writeInputs(folder, 800, 100);
    const stages =
      "  - mix: { sources: { news: { epochs: 2.25 }, laws: { epochs: 1 } } }\n  - shuffle\n  - write-jsonl\n";
    const output = await run(folder, stages, "out");
    const rows = await texts(output);
    const places = new Map<number, number[]>();
    rows.forEach(({ source, number }, at) => {
      if (source === "news") places.set(number, [...(places.get(number) ?? []), at]);
    });
    assert.equal(places.size, 800);
    const thrice = [...places.values()].filter(({ length }) => length === 3).length;
    assert.ok([...places.values()].every(({ length }) => length === 2 || length === 3));
    assert.equal(thrice, 200);
    const gaps = [...places.values()].map(([first = 0, second = 0]) => second - first);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    assert.ok(Math.abs(mean / (rows.length / 2.25) - 1) < 0.1, String(mean));
    const { mixture } = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8")) as {
      mixture: { sources: { source: string; taken: number; wanted: number; got: number }[] };
    };
    assert.deepEqual(
      mixture.sources.map(({ source, taken }) => [source, taken]),
      [
        ["news", 1600 + thrice],
        ["laws", 100],
      ],
    );
    for (const { wanted, got } of mixture.sources) assert.ok(Math.abs(got / wanted - 1) < 0.05);
  }));

test("half an epoch is exactly half of the documents whatever parts they lie in, and a budget is met to within half a document a part", () =>
  inTemporaryFolder(async (folder) => {
    const lengths = Array.from({ length: 401 }, (_, at) => 1 + ((at * 7919) % 97));
    for (const name of ["news", "laws"]) {
      const lines = lengths.map((length, at) =>
        JSON.stringify({ id: `${name}-${at}`, text: "文".repeat(length) }),
      );
      writeFileSync(join(folder, `${name}.jsonl`), `${lines.join("\n")}\n`);
    }
    const stages =
      "  - mix: { sources: { news: { epochs: 0.5 }, laws: { tokens: 7000 } } }\n  - write-jsonl\n";
    const output = await run(folder, stages, "out");
    const { mixture } = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8")) as {
      mixture: { sources: { source: string; taken: number; got: number }[] };
    };
    const [news, laws] = mixture.sources;
    // 200.5 documents are 201.
    assert.equal(news?.taken, 201);
    const rows = await texts(output);
    assert.equal(new Set(rows.map(({ source, number }) => `${source}${number}`)).size, rows.length);
    const parts = Math.ceil(lengths.reduce((sum, length) => sum + 3 * length + 40, 0) / 4096) + 1;
    assert.ok(Math.abs((laws?.got ?? 0) - 7000) <= (parts * 97) / 2, String(laws?.got));
  }));

test("without shuffle, sources are interleaved by their shares and each keeps its order", () =>
  inTemporaryFolder(async (folder) => {
    writeInputs(folder, 300, 100);
    const stages = "  - mix: { sources: { news: { epochs: 1 }, laws: { epochs: 1 } } }\n  - write-jsonl\n";
    const rows = await texts(await run(folder, stages, "out"));
    for (const source of ["news", "laws"]) {
      const numbers = rows.filter((row) => row.source === source).map(({ number }) => number);
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
      );
    }
    for (let from = 0; from < 400; from += 40)
      assert.equal(rows.slice(from, from + 40).filter(({ source }) => source === "laws").length, 10);
  }));

test("documents are mixed by tokens before they are packed, and their packed rows can be shuffled once more", () =>
  inTemporaryFolder(async (folder) => {
    writeInputs(folder, 400, 400);
    const stages = `  - tokenize
  - mix: { sources: { news: { weight: 3 }, laws: { weight: 1 } }, bucket-bytes: 4KiB }
  - shuffle: { bucket-bytes: 4KiB }
  - pack: { sequence-length: 64 }
  - shuffle: { bucket-bytes: 4KiB }
  - write-arrow: { shard-bytes: 8KiB }
`;
    const output = await run(folder, stages, "out");
    const { mixture, tokens } = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8")) as {
      mixture: { measure: string; got: number; sources: { got: number }[] };
      tokens: number;
    };
    assert.equal(mixture.measure, "tokens");
    const inspected = await wudao(["inspect", output]);
    assert.match(inspected.stdout, /mixture +wanted tokens +got +share +epochs +documents\nnews +[\d,]+/);
    assert.equal(mixture.got, tokens);
    const [news, laws] = mixture.sources;
    assert.ok(Math.abs(news!.got / laws!.got - 3) < 0.8, JSON.stringify(mixture));
    const ends = 2;
    let documents = 0;
    const dataset = await openDataset(output);
    for await (const { cu_seqlens: bounds } of dataset.readRows(0, dataset.rows))
      documents += (bounds as Int32Array).length - ends;
    assert.ok(documents > 400, String(documents));
  }));

test("a finished run of ordered or composed rows is recognised when it is started again", () =>
  inTemporaryFolder(async (folder) => {
    writeInputs(folder, 20, 20);
    for (const stages of [
      "  - shuffle\n  - write-jsonl\n",
      "  - tokenize\n  - pack-best-fit: { sequence-length: 64 }\n  - shuffle\n  - write-arrow\n",
      "  - tokenize\n  - pack-best-fit: { sequence-length: 64 }\n  - write-arrow\n",
    ]) {
      const output = await run(folder, stages, "out");
      const before = checksums(output);
      assert.deepEqual(checksums(await run(folder, stages, "out")), before);
      rmSync(output, { recursive: true });
    }
  }));

test("an ordering in the wrong place is refused with the place where it belongs", () =>
  inTemporaryFolder(async (folder) => {
    writeInputs(folder, 2, 2);
    const check = async (stages: string): Promise<string> => {
      writeFileSync(join(folder, "recipe.yaml"), recipe(stages));
      return (await wudao(["recipe", "check", join(folder, "recipe.yaml")], 3)).stderr;
    };
    const shares = "{ sources: { news: { weight: 1 }, laws: { weight: 1 } } }";
    assert.match(
      await check("  - shuffle\n  - min-han\n  - write-jsonl\n"),
      /"shuffle" must stand just before the compose stage or the sink/,
    );
    assert.match(
      await check(`  - tokenize\n  - pack\n  - mix: ${shares}\n  - write-arrow\n`),
      /"mix" stands behind "pack".*Put it in front of "pack"/,
    );
    assert.match(
      await check("  - tokenize\n  - shuffle\n  - pack-best-fit\n  - write-arrow\n"),
      /Put it behind "pack-best-fit"/,
    );
  }));

test("lanes of a recurrence are never shuffled: their rows would no longer go on from one another", () =>
  inTemporaryFolder(async (folder) => {
    writeInputs(folder, 2, 2);
    const file = join(folder, "recipe.yaml");
    const shuffled = (stages: string): string => recipe(`  - tokenize\n${stages}  - write-arrow\n`);
    writeFileSync(file, shuffled("  - recurrence-lanes\n  - shuffle\n"));
    assert.match(
      (await wudao(["recipe", "check", file], 3)).stderr,
      /"shuffle" stands behind "recurrence-lanes".*Put it in front of "recurrence-lanes"/,
    );
    writeFileSync(file, shuffled("  - shuffle\n  - recurrence-lanes\n"));
    await wudao(["recipe", "check", file]);
  }));
