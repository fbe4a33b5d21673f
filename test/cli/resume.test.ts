/** `wudao resume`: a run goes on from its folder alone. */
import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { wudao } from "../support/served-wudao.js";
import { writeRecipe } from "../support/small-recipe.js";
import { checksums, inTemporaryFolder } from "../support/wudao.js";

test("a prepared run needs no recipe any more, and a run of another version is refused with words", () =>
  inTemporaryFolder(async (folder) => {
    const [direct, resumed] = [join(folder, "direct"), join(folder, "resumed")] as const;
    await wudao(["run", "configs/quickstart.yaml", "--output", direct, "--quiet"]);
    await wudao(["plan", "configs/quickstart.yaml", "--output", resumed, "--prepare"]);
    await wudao(["resume", resumed, "--quiet"]);
    assert.deepEqual(checksums(resumed), checksums(direct));

    const path = join(resumed, ".run/plan.json");
    const plan = JSON.parse(readFileSync(path, "utf8")) as { version: number };
    writeFileSync(path, JSON.stringify({ ...plan, version: plan.version + 1 }));
    const refused = /planned by another version .*\. Its dataset is finished/;
    assert.match((await wudao(["resume", resumed], 4)).stderr, refused);
    await wudao(["verify", resumed]);
    rmSync(join(resumed, "manifest.json"));
    assert.match((await wudao(["resume", resumed], 4)).stderr, /Finish it with that version/);
    assert.match((await wudao(["resume", folder], 4)).stderr, /there is no run here/);
  }));

test("an input that was written anew is not read beside what was read of the old one; one that is read to its end may go", () =>
  inTemporaryFolder(async (folder) => {
    const [output, input, recipe] = ["out", "in.jsonl", "recipe.yaml"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const content = Array.from({ length: 9 }, (_, n) => JSON.stringify({ text: `第${n}篇文章` })).join("\n");
    // A whole number of milliseconds: what `utimesSync` can give back.
    const planned = new Date("2026-01-01");
    writeFileSync(input, content);
    utimesSync(input, planned, planned);
    writeFileSync(
      recipe,
      "name: small\ninput: { path: in.jsonl }\nsplit-bytes: 100\nstages: [read-json, write-jsonl]\n",
    );
    await wudao(["plan", recipe, "--output", output, "--prepare"]);
    await wudao(["task", output, "--phase", "stream-0", "--index", "0"]);
    // As long as before.
    writeFileSync(input, content.replaceAll("篇", "页"));
    const changed =
      /error \[input-changed\]: .*in\.jsonl: the input file was changed since the run was planned/;
    for (const command of [["resume"], ["task", "--phase", "stream-0", "--index", "1"]])
      assert.match((await wudao([...command, output], 4)).stderr, changed);
    writeFileSync(input, content);
    utimesSync(input, planned, planned);
    const splits = (JSON.parse(readFileSync(join(output, ".run/plan.json"), "utf8")) as { splits: object[] })
      .splits;
    assert.ok(splits.length > 2 && splits.length < 9);
    await wudao(["task", output, "--phase", "stream-0", "--index", `0-${splits.length - 1}`]);
    rmSync(input);
    assert.match((await wudao(["resume", output, "--quiet"])).stdout, /9 records in, 9 kept/);
    assert.match((await wudao(["resume", output, "--quiet"])).stdout, /all is done/);
    // Its spills are gone: all would be read again.
    truncateSync(join(output, ".run/receipts/write/00000.json"), 100);
    assert.match(
      (await wudao(["resume", output], 4)).stderr,
      /input-changed.*the input file is not here any more/,
    );
  }));

test("an input that is written anew while the run reads it ends the run: it would hold lines of both", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = writeRecipe(folder, ["module: ./meanwhile.mjs"]);
    const [output, input] = [join(folder, "out"), join(folder, "in.jsonl")];
    // As long as before: only its time tells.
    writeFileSync(
      join(folder, "meanwhile.mjs"),
      `import { readFileSync, writeFileSync } from "node:fs";
const file = ${JSON.stringify(input)};
export default (sample) => {
  writeFileSync(file, readFileSync(file, "utf8").split("\\n").reverse().join("\\n"));
  return sample;
};
`,
    );
    const { stderr } = await wudao(["run", recipe, "--output", output], 4);
    assert.match(stderr, /error \[input-changed\]: .*in\.jsonl: the input file was changed since/);
    assert.ok(!existsSync(join(output, "manifest.json")));
  }));

test("a finished run that has lost a receipt does its work again and gives the same bytes", () =>
  inTemporaryFolder(async (folder) => {
    const output = join(folder, "out");
    await wudao(["run", "configs/quickstart.yaml", "--output", output, "--quiet"]);
    const before = checksums(output);
    truncateSync(join(output, ".run/receipts/match-15/00001.json"), 100);
    await wudao(["resume", output, "--quiet"]);
    assert.deepEqual(checksums(output), before);
  }));

test("a manifest that was spoiled is told with what to do, and comes again with the same shards", () =>
  inTemporaryFolder(async (folder) => {
    const output = join(folder, "out");
    const manifest = join(output, "manifest.json");
    await wudao(["run", writeRecipe(folder, []), "--output", output, "--quiet"]);
    const before = checksums(output);
    for (const spoiled of [readFileSync(manifest, "utf8").slice(0, 99), "{}", "null"]) {
      writeFileSync(manifest, spoiled);
      for (const command of ["resume", "status"]) {
        const { stderr } = await wudao([command, output], 4);
        assert.match(
          stderr,
          /manifest\.json: it is no manifest of a dataset\. Remove it; `wudao resume` makes/,
        );
      }
    }
    rmSync(manifest);
    await wudao(["resume", output, "--quiet"]);
    assert.deepEqual(checksums(output), before);
  }));

test("a run that was killed while it wrote its report gets the report when it is run again, and leaves no spills", () =>
  inTemporaryFolder(async (folder) => {
    const output = join(folder, "out");
    const report = join(output, "report.html");
    const payload = join(output, ".run/payload");
    await wudao(["run", "configs/quickstart.yaml", "--output", output, "--quiet"]);
    const [before, whole] = [checksums(output), readFileSync(report, "utf8")];
    rmSync(report);
    mkdirSync(join(payload, "stream-0/00000"), { recursive: true });
    writeFileSync(join(payload, "stream-0/00000/samples"), "left over");

    assert.match((await wudao(["resume", output, "--quiet"])).stdout, /all is done/);
    const again = readFileSync(report, "utf8");
    // What the last start took is no measure of a run that it did not do.
    assert.equal(withoutMeasures(again), withoutMeasures(whole));
    assert.match(again, /CPU, since it was resumed/);
    assert.doesNotMatch(again, /characters per CPU second/);
    assert.deepEqual(checksums(output), before);
    assert.ok(!existsSync(payload));

    // The report is there: it is not written anew, and tells the times of the start that wrote it.
    await wudao(["resume", output, "--quiet"]);
    assert.equal(readFileSync(report, "utf8"), again);
  }));

function withoutMeasures(report: string): string {
  return report.replace(/<ul class="cards">[\s\S]*?<\/ul>/, "");
}
