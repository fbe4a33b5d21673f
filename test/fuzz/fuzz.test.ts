/**
 * Every text stage and every reader against spoiled input.
 *
 * FUZZ sets the number of inputs (a fixed small one by default); FUZZ_SEED places them elsewhere. A failure names the
 * stage and the number of the input, which gives it again.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { SampleError, UserError } from "../../pipeline/contracts/errors.js";
import { makeSample, type Sample } from "../../pipeline/contracts/sample.js";
import type { AnyStage, FilterStage, MapStage, SourceStage } from "../../pipeline/contracts/stage.js";
import { type Chance, chanceFrom } from "../../pipeline/forecast/chance.js";
import { allStages } from "../../pipeline/recipe/catalogue.js";
import { catalogue } from "../../stages/catalogue.js";
import { mutateBytes, mutateText } from "./mutate.js";
import { byteSeeds, textSeeds } from "./seeds.js";

const inputs = Number(process.env.FUZZ ?? 4000);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const longest = 64 * 1024;
/** CPU seconds for one input of at most 64 KiB: a rule that needs more has lost its bounds, whatever the machine. */
const budgetSeconds = 5;
const memoryLimitBytes = 1.5 * 2 ** 30;

const stages = await allStages(catalogue);
/** Stages that cannot be opened without a file of the user's. */
const openable = async (stage: AnyStage): Promise<boolean> => {
  const checked = stage.parameters.safeParse({});
  if (!checked.success) return false;
  if (stage.kind !== "map" && stage.kind !== "filter") return true;
  try {
    await stage.open(checked.data, context);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
};
const context = { baseDir: ".", seed: 1 };
const textStages: (MapStage | FilterStage)[] = [];
const sources: SourceStage[] = [];
for (const stage of stages) {
  if (!(await openable(stage))) continue;
  if (stage.kind === "map" || stage.kind === "filter") textStages.push(stage);
  if (stage.kind === "source") sources.push(stage);
}

const folder = mkdtempSync(join(tmpdir(), "wudao-fuzz-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function chanceOf(stage: string, number: number): Chance {
  const name = Array.from(stage).reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7);
  return chanceFrom(seed * 7919 + name + number * 104_729);
}

function checkTime(began: NodeJS.CpuUsage, what: string): void {
  const { user, system } = process.cpuUsage(began);
  assert.ok((user + system) / 1e6 < budgetSeconds, `${what} took ${(user + system) / 1e6} CPU s`);
}

const texts = textSeeds();
const perStage = Math.ceil(inputs / (textStages.length + sources.length));

for (const stage of textStages) {
  test(`no text makes ${stage.name} fail, hang or answer differently`, async () => {
    const run = await stage.open(stage.parameters.parse({}), context);
    for (let number = 0; number < perStage; number++) {
      const text = mutateText(texts, chanceOf(stage.name, number), longest);
      const what = `${stage.name}, input ${number} of seed ${seed}`;
      const began = process.cpuUsage();
      const first = outcome(run, text, what);
      if (number % 16 === 0) assert.deepEqual(outcome(run, text, what), first, what);
      checkTime(began, what);
    }
    assert.ok(process.memoryUsage.rss() < memoryLimitBytes);
  });
}

/** What a stage makes of a text, or the error of the sample that it is allowed to throw. */
function outcome(run: (sample: Sample) => unknown, text: string, what: string): unknown {
  try {
    const result = run(makeSample({ id: "1", source: "fuzz", origin: "fuzz:1", text }));
    return structuredClone(result);
  } catch (error) {
    if (error instanceof SampleError) return error.code;
    throw new Error(`${what}: ${String(error)}`, { cause: error });
  }
}

for (const source of sources) {
  test(`no file makes ${source.name} fail or hang: records or errors with a place come out`, async () => {
    const params = source.parameters.parse({});
    const seeds = await byteSeeds(source.endings);
    // A file costs about a hundred times what a text does.
    for (let number = 0; number < Math.max(20, perStage / 20); number++) {
      const chance = chanceOf(source.name, number);
      const what = `${source.name}, input ${number} of seed ${seed}`;
      const file = join(folder, `in${source.endings[chance.choose(source.endings.length)]}`);
      const bytes = mutateBytes(seeds, chance, longest);
      writeFileSync(file, bytes);
      const began = process.cpuUsage();
      const divisible = source.divisible(file, params);
      const isCut =
        bytes.length > 1 && (divisible || source.unwinds?.(file) === true) && chance.choose(2) === 0;
      const ends = isCut ? [1 + chance.choose(bytes.length - 1), bytes.length] : [bytes.length];
      try {
        for (const [index, end] of ends.entries()) {
          const split = {
            index,
            input: "fuzz",
            root: file,
            file,
            start: ends[index - 1] ?? 0,
            end,
            divisible,
          };
          for await (const batch of source.read(split, params)) {
            for (const result of batch) {
              if ("sample" in result) assert.equal(typeof result.sample.text, "string", what);
              else if ("error" in result)
                assert.ok(result.error.code !== "" && result.error.origin !== "", what);
            }
          }
        }
      } catch (error) {
        if (!(error instanceof UserError)) throw new Error(`${what}: ${String(error)}`, { cause: error });
      }
      checkTime(began, what);
    }
    assert.ok(process.memoryUsage.rss() < memoryLimitBytes);
  });
}
