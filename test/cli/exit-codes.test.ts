/** A script decides by the exit code what to do next: each kind of failure has its own, which a process of its own shows once. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { byErrorCode } from "../../pipeline/cli/exit-codes.js";
import { wudao as served } from "../support/served-wudao.js";
import { writeRecipe } from "../support/small-recipe.js";
import { inTemporaryFolder, mainFile, root, start, wudao } from "../support/wudao.js";

const quickstart = "configs/quickstart.yaml";

describe("2: wrong usage", () => {
  for (const [args, expected] of [
    [[], /Usage: wudao/],
    [["rnu"], /^error \[bad-option\]: unknown command "rnu"\. Did you mean "run"\?\n$/],
    [["help", "rnu"], /unknown command "rnu"\. Did you mean "run"\?/],
    [["rnu", "--help"], /unknown command "rnu"/],
    [["help", "recipe", "chekc"], /unknown command "chekc"\. Did you mean "check"\?/],
    [["run"], /missing required argument 'recipe'/],
    [["run", quickstart, "--wrokers", "2"], /unknown option '--wrokers'\n\(Did you mean --workers\?\)/],
    [["run", quickstart, "--workers", "0"], /--workers 0 is no whole number of 1 or more/],
    // Numbers that no machine counts to.
    [
      ["serve-check", "out", "--world-size", "3e9", "--batch", "1"],
      /--world-size 3e9 is no whole number from 1 to 100000/,
    ],
    [
      ["serve-check", "out", "--world-size", "1000", "--workers", "1e9", "--batch", "1"],
      /--workers 1e9 is no whole number from 1 to 1000/,
    ],
    [["dedup", "curve", "--permutations", "1e9"], /--permutations 1e9 is no whole number from 8 to 4096/],
    [
      [
        "model",
        "train",
        "perplexity",
        "--good",
        "data-samples/zh.jsonl",
        "--output",
        "m",
        "--entries",
        "1e15",
      ],
      /--entries 1e15 is no whole number from 16 to 100000000/,
    ],
    [["run", quickstart, "--input", ""], /--input is empty\. Is a variable of the shell not set\?/],
    [["inspect", "out", "--rows", ""], /--rows is empty/],
    [["forget", "", "--ids", "ids.txt"], /<dataset> is empty\. Is a variable of the shell not set\?/],
    [["replay", "out", "id", ""], /<record> is empty/],
    [["run", quickstart, "--set", "min"], /"min" is no setting\. Write --set stage\.parameter=value/],
    [["run", quickstart, "--set", "sede=3"], /"sede=3" is no setting\. Did you mean "seed"\?/],
    // Such an option left out in silence would bring a run to the node that it was submitted from.
    [
      ["run", quickstart, "--sbatch=--partition=cpu"],
      /--sbatch does nothing without --executor slurm\. Give --executor slurm, too, or leave it out/,
    ],
    [["resume", "out", "--max-running", "2"], /--max-running does nothing without --executor slurm/],
    [["plan", quickstart, "--listing", "corpus.tsv"], /--listing does nothing without --simulate/],
    [["plan", quickstart, "--pods", "4"], /--pods does nothing without --executor kubernetes/],
    [
      ["plan", quickstart, "--simulate", "2", "--prepare"],
      /'--simulate <workers>' cannot be used with .*--prepare/,
    ],
    [["status", "out", "--json", "--metrics"], /'--metrics' cannot be used with option '--json'/],
    [
      ["task", "out", "--phase", "write", "--index", "0", "--line", "1"],
      /--line does nothing without --list/,
    ],
    [["recipe"], /Usage: wudao recipe/],
    [["recipe", "chekc", quickstart], /unknown command "chekc"\. Did you mean "check"\?/],
    [["stages", "minhsh"], /there is no stage "minhsh"\. Did you mean "minhash-dedup"\?/],
  ] as const) {
    test(`wudao ${args.join(" ")}`, async () => {
      // One of them tells that the process ends as the command does.
      const { stderr } = await (args.length === 0 ? wudao(args, 2) : served(args, 2));
      assert.match(stderr, expected);
    });
  }

  test("an output of - makes no folder or file of that name: who writes it wants standard output", () =>
    inTemporaryFolder(async (folder) => {
      const recipe = writeRecipe(folder, [], 'output: "-"\n');
      const input = join(folder, "in.jsonl");
      for (const args of [
        ["run", recipe],
        ["run", quickstart, "--output", "-"],
        ["plan", quickstart, "--prepare", "--output", "-"],
        ["recut", folder, "--output", "-"],
        ["tokenizer", "train", "--input", input, "--vocabulary", "300", "--output", "-"],
      ])
        assert.match((await served(args, 2)).stderr, /nothing is written to standard output.*\.\/-/, args[0]);
      assert.ok(!existsSync(join(root, "-")));
    }));
});

describe("3: the recipe cannot be used", () => {
  test("no such file", async () => {
    const { stderr } = await wudao(["run", "nowhere.yaml"], 3);
    assert.match(stderr, /error \[no-recipe\]: nowhere\.yaml: .*Give the path of a YAML file/);
  });

  test("a file that a stage needs is missing", () =>
    inTemporaryFolder(async (folder) => {
      const recipe = writeRecipe(folder, ["sensitive-words: { files: [words.txt] }"]);
      const { stderr } = await served(["run", recipe, "--output", join(folder, "out")], 3);
      assert.match(stderr, /mine\.yaml:\d+:\d+: "files": there is no file words\.txt\. Check the path/);
    }));
});

test("3: a tokenizer that cannot be used is told beside the first phase, not after deduplication", () =>
  inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "tokenizer.json"), '{"model":{"type":"Unheard"}}');
    writeFileSync(join(folder, "in.jsonl"), '{"content":"一篇文章"}\n');
    const recipe = join(folder, "mine.yaml");
    writeFileSync(
      recipe,
      "name: mine\ninput: { path: in.jsonl }\nstages: [read-json, exact-dedup, tokenize: { tokenizer: tokenizer.json }, pack, write-arrow]\n",
    );
    const output = join(folder, "out");
    assert.match((await served(["run", recipe, "--output", output], 3)).stderr, /tokenizer\.json/);
    assert.ok(!existsSync(join(output, ".run/receipts/match-1")), "deduplication was done first");
    const prepare = ["plan", recipe, "--output", join(folder, "prepared"), "--prepare"];
    assert.match((await served(prepare, 3)).stderr, /tokenizer\.json/);
  }));

describe("6: the dataset is empty", () => {
  test("every record was quarantined", () =>
    inTemporaryFolder(async (folder) => {
      const recipe = writeRecipe(folder, []);
      writeFileSync(join(folder, "in.jsonl"), "{broken\n{broken too\n");
      const run = ["run", recipe, "--output", join(folder, "out")];
      assert.match(
        (await wudao(run, 6)).stdout,
        /No sample was left[\s\S]*2 records failed [\s\S]* such as .*in\.jsonl:1: read-json: Expected/,
      );
      assert.match((await served(run, 6)).stdout, /all is done/);
    }));
  test("a filter dropped everything", () =>
    inTemporaryFolder(async (folder) => {
      const recipe = writeRecipe(folder, ["min-han: { min: 5000 }"], "guards: { allow: [min-han] }\n");
      await served(["run", recipe, "--output", join(folder, "out")], 6);
    }));
  test("the texts do not fill one row", () =>
    inTemporaryFolder(async (folder) => {
      const recipe = writeRecipe(folder, ["tokenize", "pack: { tail: drop }"]);
      writeFileSync(recipe, readFileSync(recipe, "utf8").replace("write-jsonl", "write-arrow"));
      const { stdout } = await served(["run", recipe, "--output", join(folder, "out")], 6);
      assert.match(
        stdout,
        /3 kept; 0 rows[\s\S]*warning: The dataset has no row: .* 3 samples does not fill one/,
      );
    }));
});

test("3: what only a worker finds wrong keeps its code and place on the way out", () =>
  inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "tokenizer.json"), "{}");
    writeFileSync(join(folder, "in.jsonl"), '{"content":"一篇文章"}\n');
    const recipe = join(folder, "mine.yaml");
    writeFileSync(
      recipe,
      "name: mine\ninput: { path: in.jsonl }\nstages:\n  - read-json\n  - tokenize: { tokenizer: tokenizer.json }\n  - pack\n  - write-arrow\n",
    );
    const args = ["run", recipe, "--output", join(folder, "out"), "--json"];
    const { stdout, stderr } = await served(args, 3);
    assert.match(stderr, /^error \[tokenizer-unsupported\]: .*tokenizer\.json key "model": /);
    const { error } = JSON.parse(stdout) as { error: Record<string, unknown> };
    assert.equal(error.code, "tokenizer-unsupported");
    assert.equal(error.file, join(folder, "tokenizer.json"));
  }));

describe("4: the input or output cannot be used", () => {
  for (const [name, address] of [
    ["a store", "s3://bucket/model.json"],
    ["the web", "https://user:S3CR3T@host/model.json"],
  ] as const)
    test(`a model or tokenizer that is to go to ${name}: it was written into a folder here that is called like the address`, async () => {
      for (const args of [
        ["model", "train", "perplexity", "--good", "data-samples/zh.jsonl"],
        ["tokenizer", "train", "--vocabulary", "300", "--input", "data-samples/zh.jsonl"],
      ]) {
        const { stderr } = await served([...args, "--output", address], 4);
        assert.match(stderr, /on a disk|no store "https:"/);
        assert.doesNotMatch(stderr, /S3CR3T/);
      }
    });

  test("no such input, an empty folder, a glob that matches nothing", () =>
    inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, "empty"));
      for (const [path, expected] of [
        ["nowhere.jsonl", /error \[no-input\]: .*nowhere\.jsonl: there is no such file or folder/],
        ["empty", /error \[empty-folder\]: .*empty: the folder holds no file that this source reads/],
        ["*.nothing", /error \[no-match\]: .*\*\.nothing: the glob matches no file/],
      ] as const) {
        const { stderr } = await served(["run", quickstart, "--input", join(folder, path)], 4);
        assert.match(stderr, expected);
      }
    }));

  test("an output folder that cannot be written", () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, "file");
      writeFileSync(file, "");
      const { stderr } = await wudao(["run", quickstart, "--output", file], 4);
      assert.match(stderr, /error \[unwritable-output\]: .*file: the output folder cannot be written/);
    }));

  test("a file that cannot be written where it is to go, told before the work is done", () =>
    inTemporaryFolder(async (folder) => {
      writeRecipe(folder, []);
      const input = join(folder, "in.jsonl");
      const none = join(folder, "none.jsonl");
      for (const [output, problem] of [
        [join(input, "a"), /error \[file-refused\]: .*in\.jsonl.*: what it lies in is no folder \(ENOTDIR\)/],
        [folder, /error \[unwritable-output\]: .*: it is a folder\./],
      ] as const)
        for (const args of [
          ["tokenizer", "train", "--vocabulary", "300", "--input", none, "--output"],
          ["model", "train", "perplexity", "--good", none, "--output"],
          ["plan", quickstart, "--simulate", "2", "--calibrate", none, "--save"],
        ])
          assert.match((await served([...args, output], 4)).stderr, problem);
    }));

  test("training that cannot begin leaves no empty folders", () =>
    inTemporaryFolder(async (folder) => {
      const output = join(folder, "models/zh/file");
      const none = join(folder, "none.jsonl");
      for (const args of [
        ["tokenizer", "train", "--vocabulary", "300", "--input", none],
        ["model", "train", "perplexity", "--good", none],
      ])
        await served([...args, "--output", output], 4);
      assert.deepEqual(readdirSync(folder), []);
      const good = join(folder, "good.jsonl");
      writeFileSync(good, '{"content": "春眠不觉晓"}\n');
      await served(["model", "train", "perplexity", "--good", good, "--output", output]);
      await served([
        "tokenizer",
        "train",
        "--vocabulary",
        "300",
        "--input",
        good,
        "--output",
        `${output}s/t.json`,
      ]);
    }));

  test("a working folder that was removed under the shell", () =>
    inTemporaryFolder(async (folder) => {
      const gone = join(folder, "gone");
      mkdirSync(gone);
      const run = [
        process.execPath,
        mainFile,
        "run",
        writeRecipe(folder, []),
        "--output",
        join(folder, "out"),
      ];
      const { status, stderr } = spawnSync("sh", ["-c", 'rmdir ../gone && exec "$@"', "sh", ...run], {
        cwd: gone,
        encoding: "utf8",
      });
      assert.match(stderr, /^error \[no-folder\]: the working folder is not there any more/m);
      assert.equal(status, 4);
    }));

  test("a folder without a dataset", () =>
    inTemporaryFolder(async (folder) => {
      for (const command of ["inspect", "verify"])
        assert.match((await served([command, folder], 4)).stderr, /error \[no-dataset\]/);
    }));
});

test("no error of a user ends with 1 because nobody thought of it", () => {
  const files = ["pipeline", "stages"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(root, folder, file)),
  );
  const thrown = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/new UserError\(\s*"([^"]+)"/g)].map(([, code = ""]) => code),
  );
  assert.ok(thrown.length > 100);
  assert.deepEqual(new Set(thrown), new Set(byErrorCode.keys()));
});

test("1: a guard stopped the run", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = writeRecipe(folder, ["min-han: { min: 500 }"], "guards: { min-samples: 10 }\n", 20);
    const { stderr } = await wudao(["run", recipe, "--output", join(folder, "out"), "--quiet"], 1);
    assert.match(
      stderr,
      /error \[language-guard\]: min-han removed 100\.0 % of the 20 samples in language "zh"/,
    );
  }));

test("1: a guard shows texts of the language that a stage would remove, not those that it drops of others", () =>
  inTemporaryFolder(async (folder) => {
    const records = Array.from({ length: 40 }, (_, id) => ({
      id,
      content:
        id < 3
          ? "种豆种菜。"
          : id < 20
            ? `第${id}篇文章讲的是怎样种菜。`
            : `Garden number ${id} has beans, herbs and flowers all the year round.`,
    }));
    writeFileSync(join(folder, "in.jsonl"), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    const recipe = join(folder, "mixed.yaml");
    writeFileSync(
      recipe,
      "name: mixed\ninput: { path: in.jsonl }\nguards: { min-samples: 10, language-removal: 0.99 }\n" +
        "stages:\n  - read-json\n  - text-length: { min: 9, max: 20 }\n  - write-jsonl\n",
    );
    const { stderr } = await wudao(["run", recipe, "--output", join(folder, "out"), "--quiet"], 1);
    assert.match(stderr, /removed 100\.0 % of the 20 samples in language "en"/);
    assert.match(stderr, /too-long: 20: "Garden number 20/);
    assert.doesNotMatch(stderr, /种菜/);
  }));

test("1: a limit of addresses, as clusters set it, is told as one, not as a bug nor as a tokenizer's fault, and what the error advises helps", (context) =>
  inTemporaryFolder(async (folder) => {
    const recipe = writeRecipe(folder, ["min-han", "text-ids: { tokenizer: default }"]);
    const run = [process.execPath, mainFile, "run", recipe, "--quiet"];
    const limited = ["-c", 'ulimit -v "$1" && shift && exec "$@"', "bash"];
    const runWithin = (kibibytes: number, options: string) =>
      spawnSync("bash", [...limited, `${kibibytes}`, ...run, "--output", join(folder, "out")], {
        encoding: "utf8",
        env: { ...process.env, NODE_OPTIONS: options },
      });
    for (const kibibytes of [6_000_000, 20_000_000]) {
      const { status, stderr, error } = runWithin(kibibytes, "");
      if (error !== undefined || /ulimit/.test(stderr.split("error [")[0] ?? ""))
        return context.skip("needs bash, and ulimit -v");
      // Some versions of Node manage within some limits.
      if (status === 0) continue;
      assert.equal(status, 1, stderr);
      assert.match(stderr, /^error \[no-memory\]: .*could not allocate memory.*ulimit -v/m);
    }
    const advised = runWithin(6_000_000, "--disable-wasm-trap-handler");
    assert.equal(advised.status, 0, advised.stderr);
  }));

test("5: the dataset does not verify", () =>
  inTemporaryFolder(async (folder) => {
    const output = join(folder, "out");
    await served(["run", writeRecipe(folder, []), "--output", output, "--quiet"]);
    assert.match((await served(["verify", output])).stdout, /: good \(1 shard\)/);
    const shard = readdirSync(output).find((name) => name.startsWith("data-")) ?? "";
    appendFileSync(join(output, shard), "x");
    assert.match((await wudao(["verify", output], 5)).stdout, new RegExp(`^${shard}: `));
  }));

test("0: a run goes on to its end when nobody reads its progress any more", () =>
  inTemporaryFolder(async (folder) => {
    const running = start("run", writeRecipe(folder, ["min-han"]), "--output", join(folder, "out"));
    running.process.stderr?.once("data", () => running.process.stderr?.destroy());
    const { code, stdout } = await running.end;
    assert.equal(code, 0);
    assert.match(stdout, /3 records in, 3 kept/);
  }));

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${code}: stopped by ${signal}; the same command goes on to the end`, () =>
    inTemporaryFolder(async (folder) => {
      writeFileSync(
        join(folder, "slow.mjs"),
        "export default (text) => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50); return text; };\n",
      );
      const recipe = writeRecipe(folder, ["module: slow.mjs"], "", 60);
      const args = ["run", recipe, "--output", join(folder, "out"), "--workers", "1"];
      const running = start(...args);
      running.process.stderr?.once("data", () => setTimeout(() => running.process.kill(signal), 500));
      const { code: ended, stderr } = await running.end;
      assert.equal(ended, code, stderr);
      assert.match(stderr, /stopped; run the same command again to resume/);
      assert.match((await served(args)).stdout, /60 records in, 60 kept/);
    }));
}
