import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeSample, type Sample, withText } from "../../../../pipeline/contracts/sample.js";
import type { MapFunction, Verdict } from "../../../../pipeline/contracts/stage.js";
import { emptyObservations } from "../../../../pipeline/run/observe.js";
import { AsideWriter } from "../../../../pipeline/run/stream/aside.js";
import { Chain, type OpenStep } from "../../../../pipeline/run/stream/chain.js";
import { SetAside } from "../../../../pipeline/run/stream/set-aside.js";

const map = (name: string, run: MapFunction): OpenStep => ({ name, run: { kind: "map", map: run } });
/** A filter that keeps all. */
const filter = (name: string, run: (sample: Sample) => Pick<Verdict, "score" | "scores">): OpenStep => ({
  name,
  run: { kind: "filter", filter: (sample) => ({ ...run(sample), reason: undefined }) },
});

function through(steps: readonly OpenStep[], sample: Sample): Sample[] {
  const left: Sample[] = [];
  send(steps, sample, (each) => left.push(each));
  return left;
}

function send(steps: readonly OpenStep[], sample: Sample, emit: (sample: Sample) => void): void {
  const observations = emptyObservations();
  const quarantine = new AsideWriter(join(tmpdir(), "chain-quarantine"));
  const outputs = {
    observations,
    aside: new SetAside(observations, undefined, quarantine),
    guessLanguage: () => "zh",
    maxCharacters: 100,
  };
  new Chain(steps, outputs, emit).push(sample);
}

const sample = makeSample({ id: "1", source: "s", origin: "o", text: "一二", scores: { stored: 0.5 } });

test("a run that mended only titles says so: the ledger counts them and the report shows one", () => {
  const observations = emptyObservations();
  const quarantine = new AsideWriter(join(tmpdir(), "chain-quarantine"));
  const aside = new SetAside(observations, undefined, quarantine);
  const simplify = map("simplify", (each) => ({ ...each, title: "登西楼" }));
  const outputs = { observations, aside, guessLanguage: () => "zh", maxCharacters: 100 };
  const chain = new Chain([simplify], outputs, () => {});
  chain.push({ ...sample, title: "登西樓" });
  chain.push({ ...sample, title: "登西楼" });
  assert.equal(chain.ledger[0]?.changed, 1);
  assert.deepEqual(
    observations.edits.map(({ stage, before, after }) => [stage, before, after]),
    [["simplify", "登西樓", "登西楼"]],
  );
});

test("samples that one record is cut into keep their own scores: one's do not stand at the other", () => {
  const steps = [
    filter("length", ({ text }) => ({ score: text.length })),
    map("cut", (whole) => [...whole.text].map((text) => withText(whole, text))),
    filter("first", ({ text }) => ({ score: 1, scores: text === "一" ? { is: 1 } : {} })),
  ];
  assert.deepEqual(
    through(steps, sample).map(({ text, scores }) => ({ text, scores })),
    [
      { text: "一", scores: { stored: 0.5, length: 2, first: 1, "first.is": 1 } },
      { text: "二", scores: { stored: 0.5, length: 2, first: 1 } },
    ],
  );
});

test("a record's scores gather beside those that it came with, which its source may share with others", () => {
  const steps = [
    filter("a", () => ({ score: 1 / 3 })),
    map("edit", (each) => withText(each, "三")),
    filter("b", () => ({ score: 2 })),
    map("own", (each) => ({ ...each, scores: Object.freeze({ ...each.scores, own: 3 }) })),
    filter("c", () => ({ score: 4 })),
  ];
  const [left] = through(steps, sample);
  assert.deepEqual(left?.scores, { stored: 0.5, a: 0.333333, b: 2, own: 3, c: 4 });
  assert.deepEqual(sample.scores, { stored: 0.5 });
});

test("a disk that fails under a composer's rows ends the task: the sample went to quarantine alone, and the rows that waited with its own were lost", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  const compose: OpenStep = {
    name: "pack",
    run: {
      kind: "compose",
      take: () => {
        throw full;
      },
    },
  };
  assert.throws(
    () => through([compose], sample),
    (error) => error === full,
  );
});

test("a file that a user's own stage cannot read costs the sample alone: the run ended, and said that its output was a folder", () => {
  const directory = Object.assign(new Error("EISDIR: illegal operation on a directory, read"), {
    code: "EISDIR",
  });
  const own = map("own", (each) => {
    if (each.id === "1") throw directory;
    return each;
  });
  assert.deepEqual(through([own], sample), []);
  assert.equal(through([own], { ...sample, id: "2" }).length, 1);
});

for (const code of ["EIO", "EMFILE"])
  test(`a disk or a machine that gives a user's own stage no file (${code}) ends the task: its sample is not to blame, and more would follow it`, () => {
    const failing = Object.assign(new Error(`${code}: cannot read`), { code });
    const own = map("own", () => {
      throw failing;
    });
    assert.throws(
      () => through([own], sample),
      (error) => error === failing,
    );
  });

test("what goes wrong behind a stage that makes several samples of one is told as it is: the stage was said to have failed on them", () => {
  const bug = new Error("the outlet has a bug");
  const cut = map("cut", (whole) => [...whole.text].map((text) => withText(whole, text)));
  const emit = (): void => {
    throw bug;
  };
  assert.throws(
    () => send([cut], sample, emit),
    (error) => error === bug,
  );
});
