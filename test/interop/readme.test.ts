/** The Python of the README and the guide, run over the quickstart's dataset. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { codeBlocks, readPage } from "../docs/readme.js";
import { wudao } from "../support/wudao.js";
import { askPython, withoutModules } from "./python.js";

interface Manifest {
  readonly rows: number;
  readonly facts: Readonly<Record<string, number>>;
}

const snippets = (["README", "guide/python"] as const)
  .flatMap((page) => codeBlocks(readPage(page, "en")))
  .filter(({ language }) => language === "python")
  .map(({ code }) => ({
    code,
    modules: Array.from(code.matchAll(/^(?:from|import) (\w+)/gm), ([, module = ""]) => module),
  }));

/** What a snippet must have printed, by the module that it is about. */
const expected: Readonly<Record<string, (manifest: Manifest) => RegExp>> = {
  datasets: ({ rows }) => new RegExp(`^${rows} \\[`),
  pyarrow: ({ rows, facts }) => new RegExp(`^${rows} \\(4, ${facts["sequence-length"]}\\) uint16`),
  polars: ({ rows }) => new RegExp(`^shape: \\(${rows}, 1\\)`),
  duckdb: ({ rows }) => new RegExp(`^\\[\\(${rows}, \\d+\\)\\]`),
  torch: ({ facts }) => new RegExp(`^torch.Size\\(\\[4, ${facts["sequence-length"]}\\]\\) torch.int64`),
};

/** Another one of datasets: found by what it shows. */
const goingOn = snippets.find(({ code }) => code.includes("state_dict"));

describe("the Python of the README and the guide works as printed", () => {
  let folder = "";
  let manifest: Manifest;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "wudao-readme-"));
    await wudao(["run", "configs/quickstart.yaml", "--output", join(folder, "out/quickstart"), "--quiet"]);
    manifest = JSON.parse(readFileSync(join(folder, "out/quickstart/manifest.json"), "utf8")) as Manifest;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [library, pattern] of Object.entries(expected)) {
    // The snippet about torch reads with datasets, the one about DuckDB with pyarrow.
    const snippet = snippets.find(({ modules }) => {
      const about = modules.filter((module) => module in expected);
      return (about.find((module) => module === "torch" || module === "duckdb") ?? about[0]) === library;
    });
    test(library, { skip: withoutModules(...(snippet?.modules ?? [])) }, async () => {
      assert.ok(snippet !== undefined, `no page has a snippet about ${library}`);
      const printed = await askPython<string>("run_snippet.py", { folder, code: snippet.code });
      assert.match(printed, pattern(manifest));
    });
  }

  test("a reader that stopped goes on with the next row", { skip: withoutModules("datasets") }, async () => {
    const code = `${goingOn?.code ?? ""}print(load_from_disk("out/quickstart")[1]["input_ids"][:8])\n`;
    const [next, second] = (await askPython<string>("run_snippet.py", { folder, code })).trim().split("\n");
    assert.match(next ?? "", /^\[\d+(, \d+){7}\]$/);
    assert.equal(next, second);
  });
});
