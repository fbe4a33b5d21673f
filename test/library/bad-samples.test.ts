/** One bad sample among many: it is set aside with its reason, the others go on, and every record is accounted for. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  custom,
  dedup,
  type PipelineOptions,
  pipeline,
  read,
  type Sample,
  UserError,
  write,
} from "../../pipeline/index.js";
import { inTemporaryFolder } from "../support/wudao.js";
import { asides, soundLedger, writtenIds } from "./ledger.js";

const texts = Array.from(
  { length: 40 },
  (_, index) => `第${index}篇讲怎样种第${index * 7}种菜，先松土再播种。`,
);

interface Setup {
  readonly folder: string;
  readonly output: string;
  readonly input: string;
  /** Writes a module of the user's and returns its use. */
  stage(name: string, source: string): ReturnType<typeof custom>;
}

function withDocuments<T>(documents: readonly string[], use: (setup: Setup) => Promise<T>): Promise<T> {
  return inTemporaryFolder((folder) => {
    const input = join(folder, "in.jsonl");
    const lines = documents.map((content, index) =>
      JSON.stringify({ id: `d${index}`, content, kept: index }),
    );
    writeFileSync(input, `${lines.join("\n")}\n`);
    return use({
      folder,
      output: join(folder, "out"),
      input,
      stage(name, source) {
        writeFileSync(join(folder, `${name}.mjs`), source);
        return custom(join(folder, `${name}.mjs`));
      },
    });
  });
}

function run(
  { input, output }: Setup,
  stages: PipelineOptions["stages"],
  options: Partial<PipelineOptions> = {},
  workers = 1,
) {
  const source = read.json({ id: "id" });
  return pipeline({
    name: "bad-samples",
    input: { path: input },
    splitBytes: 1500,
    ...options,
    stages: [source, ...stages, write.jsonl()],
  }).run({ output, workers });
}

function sampleOf(failure: Record<string, unknown> | undefined): Pick<Sample, "id" | "text" | "meta"> {
  return failure?.sample as Pick<Sample, "id" | "text" | "meta">;
}

describe("a stage that throws on a sample", () => {
  test("costs that sample only, which is kept with stage, error and the whole record", () =>
    withDocuments(texts, async (setup) => {
      const picky = setup.stage(
        "picky",
        'export default (text) => { if (text.startsWith("第17篇")) throw new Error("no seventeen"); return text; };',
      );
      await run(setup, [picky]);
      const ledger = soundLedger(setup.output);
      assert.deepEqual(ledger.stages.at(-1)?.failed, { exception: 1 });
      assert.equal(ledger.written, 39);
      assert.ok(!writtenIds(setup.output).includes("d17"));
      const [failure] = asides(setup.output, "quarantine");
      assert.ok(failure !== undefined);
      const { stage, code, message, origin } = failure;
      const sample = sampleOf(failure);
      assert.deepEqual([stage, code, message], ["picky", "exception", "no seventeen"]);
      const [file, offset] = String(origin).split("@");
      assert.equal(file, setup.input);
      assert.match(readFileSync(setup.input).subarray(Number(offset)).toString(), /^\{"id":"d17"/);
      assert.equal(sample.id, "d17");
      assert.equal(sample.text, texts[17]);
      assert.deepEqual(sample.meta, { kept: 17 });
    }));

  test("is told so when it returns what is no text", () =>
    withDocuments(texts.slice(0, 2), async (setup) => {
      await run(setup, [setup.stage("hasty", "export default async (text) => text;")]);
      assert.equal(soundLedger(setup.output).failed, 2);
      const [failure] = asides(setup.output, "quarantine");
      assert.equal(failure?.code, "bad-result");
      assert.match(String(failure?.message), /hasty returned a promise; expected a text or null/);
    }));

  test("when it drops by returning null, the text lies among the rejects", () =>
    withDocuments(texts, async (setup) => {
      await run(setup, [
        setup.stage("odd", "export default (text, { meta }) => (meta.kept % 2 ? null : text);"),
      ]);
      const ledger = soundLedger(setup.output);
      assert.deepEqual([ledger.written, ledger.dropped], [20, 20]);
      const rejects = asides(setup.output, "rejects");
      assert.deepEqual(
        [rejects[0]?.stage, rejects[0]?.reason, rejects[0]?.id, rejects[0]?.text],
        ["odd", "no-output", "d1", texts[1]],
      );
    }));
});

describe("a stage that never ends on a sample", () => {
  const endless = "export default (text) => { while (/^第(5|31)篇/.test(text)); return text; };";

  for (const [name, before] of [
    ["before a barrier", []],
    ["behind a barrier", [dedup.exact()]],
  ] as const) {
    test(`${name}: costs that sample only; the run goes on to the end`, () =>
      withDocuments(texts, async (setup) => {
        // Two workers: what the other one does must not be lost with the one that is stopped.
        const options = { budget: { sampleSeconds: 1 } };
        await run(setup, [...before, setup.stage("endless", endless)], options, 2);
        const ledger = soundLedger(setup.output);
        assert.deepEqual(ledger.stages.at(-1)?.failed, { "over-time": 2 });
        assert.equal(ledger.written, 38);
        const failures = asides(setup.output, "quarantine");
        assert.deepEqual(
          failures.map(({ stage, code, sample }) => [stage, code, sampleOf({ sample }).id]),
          [
            ["endless", "over-time", "d5"],
            ["endless", "over-time", "d31"],
          ],
        );
        assert.match(String(failures[0]?.message), /longer than 1 seconds/);
      }));
  }
});

describe("a sample over the size budget", () => {
  test("is set aside whole before a stage sees it", () =>
    withDocuments([...texts, "长".repeat(5000)], async (setup) => {
      const seen = setup.stage(
        "seen",
        'export default (text) => { if (text.length > 4000) throw new Error("saw it"); return text; };',
      );
      await run(setup, [seen], { budget: { sampleCharacters: 4000 } });
      assert.equal(soundLedger(setup.output).written, 40);
      const [failure] = asides(setup.output, "quarantine");
      assert.equal(failure?.code, "over-size");
      assert.match(String(failure?.message), /the text has 5000 characters, the budget is 4000/);
      assert.equal(sampleOf(failure).text.length, 5000);
    }));

  test("is set aside by a recipe that has no map or filter, too", () =>
    withDocuments([...texts, "长".repeat(5000)], async (setup) => {
      await run(setup, [], { budget: { sampleCharacters: 4000 } });
      assert.deepEqual(soundLedger(setup.output).stages[0]?.failed, { "over-size": 1 });
      assert.ok(!writtenIds(setup.output).includes("d40"));
    }));

  test("is found also when a stage made it grow", () =>
    withDocuments(texts.slice(0, 3), async (setup) => {
      const grow = setup.stage(
        "grow",
        "export default (text) => (/第1篇/.test(text) ? text.repeat(500) : text);",
      );
      const after = setup.stage("after", "export default (text) => text;");
      await run(setup, [grow, after], { budget: { sampleCharacters: 4000 } });
      const ledger = soundLedger(setup.output);
      assert.deepEqual(ledger.stages.at(-1)?.failed, { "over-size": 1 });
      assert.deepEqual(writtenIds(setup.output), ["d0", "d2"]);
    }));
});

describe("the language-survival guard", () => {
  const english = Array.from(
    { length: 30 },
    (_, index) => `Page ${index} tells how to grow vegetable ${index}.`,
  );
  const source = "export default (text) => (/^Page/.test(text) ? null : text);";

  test("stops a run that would lose one language, names stage and share, and shows what was lost", () =>
    withDocuments([...texts, ...english], async (setup) => {
      const stage = setup.stage("chinese-only", source);
      await assert.rejects(run(setup, [stage], { guards: { minSamples: 30 } }), (error) => {
        assert.ok(error instanceof UserError);
        assert.equal(error.code, "language-guard");
        assert.match(
          error.message,
          /chinese-only removed 100\.0 % of the 30 samples in language "en" \(limit 80 %\)/,
        );
        assert.match(
          error.message,
          /Examples:\n {2}no-output: d40: "Page 0 tells how to grow vegetable 0\."/,
        );
        return true;
      });
      await assert.rejects(run(setup, [stage], { guards: { minSamples: 30 } }), /chinese-only removed/);
    }));

  test("tells what failed where a stage of one's own fails for all: its parameters would be looked at in vain", () =>
    withDocuments([...texts, ...english], async (setup) => {
      const stage = setup.stage("slow", "export default async (text) => text;");
      await assert.rejects(run(setup, [stage], { guards: { minSamples: 30 } }), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(
          error.message,
          /; 70 of all its samples failed and lie in quarantine\/\. Mend what fails;/,
        );
        assert.match(
          error.message,
          /Examples:\n {2}bad-result: .*:1: slow returned a promise; expected a text or null/,
        );
        return true;
      });
    }));

  test("does not stop a run for short leftovers whose language nobody can tell", () =>
    withDocuments([...texts, ...Array.from({ length: 30 }, () => "A drake.")], async (setup) => {
      const stage = setup.stage("longer", "export default (text) => (text.length < 10 ? null : text);");
      await run(setup, [stage], { guards: { minSamples: 30 } });
      assert.deepEqual(
        soundLedger(setup.output).stages.find(({ stage }) => stage === "longer")?.languages.und,
        [30, 0],
      );
    }));

  test("lets pass what the recipe says is meant, and what is too few to judge", () =>
    withDocuments([...texts, ...english], async (setup) => {
      const stage = setup.stage("chinese-only", source);
      const guards = [
        { minSamples: 30, allow: ["chinese-only"] },
        { minSamples: 31 },
        { minSamples: 30, languageRemoval: 1 },
      ];
      for (const [index, guard] of guards.entries()) {
        const output = `${setup.output}-${index}`;
        await run({ ...setup, output }, [stage], { guards: guard });
        const ledger = soundLedger(output);
        assert.deepEqual([ledger.written, ledger.dropped], [40, 30]);
      }
    }));
});
