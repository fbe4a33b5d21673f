import assert from "node:assert/strict";
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { Column, RowBatch } from "../../../pipeline/contracts/rows.js";
import { TokenCheck } from "../../../pipeline/dataset/check-tokens.js";
import { verifyDataset } from "../../../pipeline/dataset/verify-dataset.js";
import { Datasets, textStages, tokenStages } from "./make-dataset.js";
import { acceptShard, editJson, editManifest } from "./write-dataset.js";

const datasets = new Datasets();
after(() => datasets.remove());

const formats: readonly (readonly [string, readonly (string | object)[]])[] = [
  ["packed tokens", tokenStages],
  ["text in Arrow", textStages("write-arrow")],
  ["text in Parquet", textStages("write-parquet")],
  ["text in JSON Lines", textStages("write-jsonl")],
  ["text in gzipped JSON Lines", textStages("write-jsonl", { compression: "gzip" })],
  ["text in zstd JSON Lines", textStages("write-jsonl", { compression: "zstd" })],
];

function shardsOf(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith("data-"))
    .sort()
    .map((name) => join(folder, name));
}

async function problemsOf(folder: string): Promise<string[]> {
  const { ok, problems } = await verifyDataset(folder);
  assert.equal(ok, problems.length === 0);
  return problems.map(({ file, problem }) => `${file}: ${problem}`);
}

/** Each pattern is found, and nothing else. */
async function finds(folder: string, ...patterns: readonly RegExp[]): Promise<void> {
  const problems = await problemsOf(folder);
  for (const pattern of patterns)
    assert.ok(
      problems.some((problem) => pattern.test(problem)),
      `${pattern} in ${JSON.stringify(problems)}`,
    );
  const others = problems.filter((problem) => !patterns.some((pattern) => pattern.test(problem)));
  assert.deepEqual(others, []);
}

for (const [name, stages] of formats) {
  describe(name, () => {
    test("a good dataset is called good", async () => {
      const folder = await datasets.of(stages);
      assert.ok(shardsOf(folder).length > 2);
      assert.deepEqual(await problemsOf(folder), []);
    });

    test("one flipped bit anywhere in a shard is found", async () => {
      const folder = await datasets.copy(stages);
      const path = shardsOf(folder)[1] ?? "";
      const good = readFileSync(path);
      for (const share of [0, 0.1, 0.5, 0.9, 1]) {
        const bytes = Buffer.from(good);
        const at = Math.floor(share * (bytes.length - 1));
        bytes[at] = (bytes[at] ?? 0) ^ 0x10;
        writeFileSync(path, bytes);
        const problems = await problemsOf(folder);
        assert.match(problems[0] ?? "", /^data-00001-of-\S+: the SHA-256 differs/, `at ${share}`);
      }
    });

    test("a missing shard is found", async () => {
      const folder = await datasets.copy(stages);
      rmSync(shardsOf(folder)[2] ?? "");
      await finds(folder, /^data-00002-of-.*: the shard is missing$/);
    });

    test("a shard cut off at any place is found, even by who only trusts its content", async () => {
      const folder = await datasets.copy(stages);
      const path = shardsOf(folder)[0] ?? "";
      const good = readFileSync(path);
      for (const share of [0, 0.3, 0.7, 0.99]) {
        writeFileSync(path, good);
        await acceptShard(folder, 0);
        truncateSync(path, Math.floor(share * good.length));
        const problems = await problemsOf(folder);
        assert.match(problems[0] ?? "", /bytes, the manifest says/, `at ${share}`);
        // As if the cut had come before the checksum was taken.
        await acceptShard(folder, 0);
        assert.match(
          (await problemsOf(folder))[0] ?? "",
          /can be read|rows, the manifest says/,
          `at ${share}`,
        );
      }
    });

    test("a wrong number of rows is found", async () => {
      const folder = await datasets.copy(stages);
      editManifest(folder, (manifest) => {
        for (const shard of manifest.shards) shard.rows++;
        manifest.rows += manifest.shards.length;
        manifest.tokens += manifest.shards.length * Number(manifest.facts["sequence-length"] ?? 0);
      });
      const each = shardsOf(folder).map(
        (_, index) => new RegExp(`^data-0000${index}-.*: the file has \\d+ rows, the manifest says \\d+$`),
      );
      await finds(folder, ...each);
    });

    test("another schema than the manifest's is found", async () => {
      const folder = await datasets.copy(stages);
      editManifest(folder, ({ columns }) => {
        const column = columns[1];
        if (column !== undefined) column.name = "renamed";
      });
      const problems = await problemsOf(folder);
      const shards = shardsOf(folder).length;
      assert.equal(problems.filter((problem) => /^data-.*renamed/.test(problem)).length, shards);
    });
  });
}

describe("what lies around the shards", () => {
  test("a file that the manifest does not list is found, so that no glob reads it", async () => {
    const folder = await datasets.copy(tokenStages);
    copyFileSync(shardsOf(folder)[0] ?? "", join(folder, "extra.arrow"));
    writeFileSync(join(folder, "data-00009-of-00009.arrow.tmp"), "");
    await finds(folder, /^extra\.arrow: .*not list/, /^data-00009-of-00009\.arrow\.tmp: .*not list/);
  });

  test("companions that send load_from_disk elsewhere are found", async () => {
    const folder = await datasets.copy(tokenStages);
    editJson<{ _data_files: { filename: string }[] }>(join(folder, "state.json"), (state) => {
      state._data_files.pop();
    });
    rmSync(join(folder, "dataset_info.json"));
    await finds(folder, /^state\.json: names other shards/, /^dataset_info\.json: .*cannot be read/);
  });

  test("companions that name as many shards, but not those of the manifest, are found", async () => {
    const folder = await datasets.copy(tokenStages);
    editJson<{ _data_files: { filename: string }[] }>(join(folder, "state.json"), (state) => {
      state._data_files.reverse();
    });
    await finds(folder, /^state\.json: names other shards/);
  });

  test("a shard that the manifest lists twice is found, though all totals fit: its rows would be trained on twice", async () => {
    const folder = await datasets.copy(textStages("write-jsonl"));
    editManifest(folder, (manifest) => {
      const [first] = manifest.shards;
      assert.ok(first !== undefined);
      manifest.shards.push(first);
      manifest.rows += first.rows;
      manifest.bytes += first.bytes;
    });
    await finds(folder, /^manifest\.json: a shard is listed twice$/);
  });

  test("origins that are gone or changed are found: rows would lead to other documents, or to none", async () => {
    const folder = await datasets.copy(tokenStages);
    const file = readdirSync(join(folder, "origins")).sort()[0] ?? "";
    const path = join(folder, "origins", file);
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    await finds(folder, /^origins\/.*: the SHA-256 differs/);
    rmSync(path);
    await finds(folder, /^origins\/.*: the file of origins is missing$/);
  });

  test("totals that do not add up and uneven shards are found", async () => {
    const folder = await datasets.copy(tokenStages);
    editManifest(folder, (manifest) => {
      manifest.tokens += 1;
      manifest.bytes -= 1;
    });
    await finds(folder, /^manifest\.json: tokens is/, /^manifest\.json: bytes is/);
    editManifest(folder, (manifest) => {
      manifest.tokens -= 1;
      manifest.bytes += 1;
      const [first, second] = manifest.shards;
      if (first !== undefined) first.rows -= 1;
      if (second !== undefined) second.rows += 1;
    });
    await finds(folder, /uneven/, /^data-00000.*rows/, /^data-00001.*rows/);
  });

  test("a damaged manifest is a failed check, not a crash", async () => {
    const folder = await datasets.copy(tokenStages);
    appendFileSync(join(folder, "manifest.json"), "x");
    await finds(folder, /^manifest\.json: .*damaged/);
  });
});

describe("tokens", () => {
  test("ids that the vocabulary does not have are found", async () => {
    const folder = await datasets.copy(tokenStages);
    editManifest(folder, ({ facts }) => {
      facts["vocabulary-size"] = 300;
    });
    const problems = await problemsOf(folder);
    assert.equal(problems.length, shardsOf(folder).length);
    for (const problem of problems)
      assert.match(problem, /input_ids\[\d+\] is \d+, but the vocabulary has 300/);
  });

  const columns: readonly Column[] = [
    { name: "input_ids", type: { kind: "fixed-list", item: "int32", length: 4 }, nullable: false },
    { name: "cu_seqlens", type: { kind: "list", item: "int32" }, nullable: false },
  ];
  const row = (ids: readonly number[], boundaries: readonly number[]): RowBatch => ({
    rows: 1,
    columns: [
      { kind: "fixed-list", values: Int32Array.from(ids) },
      {
        kind: "list",
        offsets: Int32Array.from([0, boundaries.length]),
        values: Int32Array.from(boundaries),
      },
    ],
  });
  const check = (...rows: readonly RowBatch[]): string[] => {
    const tokens = new TokenCheck(columns, 10);
    for (const each of rows) tokens.add(each);
    return tokens.problems();
  };

  test("document boundaries that attention would crash on are found, with their row", () => {
    const good = row([1, 2, 9, 0], [0, 3, 4]);
    assert.deepEqual(check(good, row([1, 2, 3, 4], [0, 4])), []);
    assert.match(check(good, row([1, 2, 3, 4], [0, 3])).join(), /^row 1: cu_seqlens goes from 0 to 3/);
    assert.match(check(row([1, 2, 3, 4], [1, 4])).join(), /^row 0: cu_seqlens goes from 1/);
    assert.match(check(row([1, 2, 3, 4], [])).join(), /from nothing/);
    assert.match(check(row([1, 2, 3, 4], [0, 3, 2, 4])).join(), /cu_seqlens\[2\] falls from 3 to 2/);
    assert.match(check(row([1, -1, 3, 4], [0, 4])).join(), /input_ids\[1\] is -1/);
  });

  test("a thousand bad rows are one line, not a thousand", () => {
    const rows = Array.from({ length: 1000 }, () => row([1, 2, 10, 3], [0, 4]));
    assert.deepEqual(check(...rows), [
      "row 0: input_ids[2] is 10, but the vocabulary has 10 tokens; 1000 rows are like this",
    ]);
  });
});

interface EntryToEdit {
  stage: string;
  in: number;
  out: number;
  dropped: Record<string, number>;
  languages: Record<string, [number, number]>;
}

interface LedgerToEdit {
  records: number;
  written: number;
  dropped: number;
  stages: EntryToEdit[];
  splits: { stages: EntryToEdit[] }[];
}

describe("the ledger", () => {
  const edited = async (edit: (ledger: LedgerToEdit) => void): Promise<string> => {
    const folder = await datasets.copy(tokenStages);
    editJson(join(folder, "ledger.json"), edit);
    return folder;
  };

  test("a stage that lost a sample is found", async () => {
    const folder = await edited(({ stages }) => {
      const stage = stages[2];
      if (stage !== undefined) stage.out--;
    });
    await finds(folder, /^ledger\.json: ledger of the whole run, stage/, /^ledger\.json: .*not the sum/);
  });

  test("a dataset of an earlier version, whose ledger names each language as its records do, is still called good", async () => {
    const folder = await edited(({ stages, splits }) => {
      const name = (entries: EntryToEdit[], count: number): void => {
        for (const entry of entries) entry.languages = { "": [count, count], other: [count, count] };
      };
      for (const split of splits) name(split.stages, 1);
      name(stages, splits.length);
    });
    assert.deepEqual(await problemsOf(folder), []);
  });

  test("totals that were touched up are found", async () => {
    const folder = await edited((ledger) => {
      ledger.written++;
      ledger.records++;
    });
    await finds(folder, /records is/, /written is \d+, but the stages/, /written is \d+, but the manifest/);
  });

  test("numbers that agree with each other but not with the samples set aside are found", async () => {
    const folder = await edited((ledger) => {
      // One drop is moved to another reason everywhere.
      for (const stages of [ledger.stages, ...ledger.splits.map((split) => split.stages)]) {
        for (const { dropped } of stages) {
          if (dropped["too-short"] === undefined) continue;
          dropped.other = dropped["too-short"];
          delete dropped["too-short"];
        }
      }
    });
    const problems = await problemsOf(folder);
    assert.ok(problems.length > 0);
    for (const problem of problems) assert.match(problem, /^rejects: split \d+: .*(too-short|other)/);
  });

  test("a stage that lost a sample in one split and has one too many in another is found, though the sum fits", async () => {
    const folder = await edited(({ splits }) => {
      const [one, other] = splits.map(({ stages }) => stages[2]);
      assert.ok(one !== undefined && other !== undefined);
      one.out--;
      other.out++;
    });
    await finds(folder, /^ledger\.json: ledger of split 0 /, /^ledger\.json: ledger of split 1 /);
  });

  test("a file of rejects or quarantine of a split that the ledger does not have is found", async () => {
    for (const [kind, line] of [
      ["rejects", '{"stage":"text-length","reason":"too-short"}\n'],
      ["quarantine", '{"stage":"read-json","code":"bad-json"}\n'],
    ] as const) {
      const folder = await datasets.copy(tokenStages);
      mkdirSync(join(folder, kind, "stream-0"), { recursive: true });
      writeFileSync(join(folder, kind, "stream-0/00099.jsonl"), line);
      await finds(folder, new RegExp(`^${kind}: split 99: 1 sample\\(s\\) of .*the ledger counts 0$`));
    }
  });

  test("a lost line of rejects or quarantine is found", async () => {
    for (const kind of ["rejects", "quarantine"]) {
      const folder = await datasets.copy(tokenStages);
      const file = readdirSync(join(folder, kind), { recursive: true, encoding: "utf8" }).find((name) =>
        name.endsWith(".jsonl"),
      );
      assert.ok(file !== undefined, `the samples fill ${kind}`);
      const lines = readFileSync(join(folder, kind, file), "utf8").split("\n");
      writeFileSync(join(folder, kind, file), lines.slice(1).join("\n"));
      await finds(folder, new RegExp(`^${kind}: split \\d+: \\d+ sample`));
      writeFileSync(join(folder, kind, file), "{\n");
      const problems = await problemsOf(folder);
      assert.ok(problems.some((problem) => problem.startsWith(`${kind}/${file}: line 1 is broken`)));
    }
  });

  test("rejects that cannot be read are told as such, not counted as none", async () => {
    const folder = await datasets.copy(tokenStages);
    rmSync(join(folder, "rejects"), { recursive: true });
    writeFileSync(join(folder, "rejects"), "");
    assert.match((await problemsOf(folder)).join("\n"), /^rejects: cannot be read: ENOTDIR[^\n]*$/);
  });

  test("a ledger that is gone or no ledger is found", async () => {
    const folder = await datasets.copy(tokenStages);
    writeFileSync(join(folder, "ledger.json"), '{"records": 3}');
    await finds(folder, /^ledger\.json: damaged: written/);
    rmSync(join(folder, "ledger.json"));
    await finds(folder, /^ledger\.json: cannot be read/);
  });

  test("the samples that tests rely on are dropped and quarantined by this recipe", async () => {
    const folder = await datasets.of(tokenStages);
    const ledger = JSON.parse(readFileSync(join(folder, "ledger.json"), "utf8")) as LedgerToEdit;
    assert.ok(ledger.dropped > 0);
  });
});
