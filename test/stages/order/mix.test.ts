import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { mix } from "../../../stages/order/mix.js";

const sources = [
  { source: "zh", units: 100, amount: 60_000 },
  { source: "en", units: 100, amount: 10_000 },
  { source: "laws", units: 10, amount: 4_000 },
];

function shares(params: object) {
  return mix.shares?.(sources, mix.parameters.parse(params)) ?? [];
}

function epochs(params: object): Record<string, number> {
  return Object.fromEntries(shares(params).map((share) => [share.source, share.epochs]));
}

test("weights without a budget take as much as they can before the scarcest source is used up", () => {
  const found = epochs({ sources: { zh: { weight: 3 }, en: { weight: 1 }, laws: { epochs: 2 } } });
  assert.deepEqual(found, { zh: 0.5, en: 1, laws: 2 });
});

test("whatever the weights, they share as much as there is: one source is used up, none beyond max-epochs, all in proportion", () => {
  const amount = fc.integer({ min: 1, max: 1_000_000 });
  const weight = fc.double({ min: 0.01, max: 100, noNaN: true });
  const given = fc.array(fc.record({ amount, weight }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(given, fc.integer({ min: 1, max: 5 }), (each, most) => {
      const params = mix.parameters.parse({
        "max-epochs": most,
        sources: Object.fromEntries(each.map(({ weight }, at) => [`s${at}`, { weight }])),
      });
      const amounts = each.map(({ amount }, at) => ({ source: `s${at}`, units: 1, amount }));
      const found = mix.shares?.(amounts, params) ?? [];
      const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * b;
      assert.ok(isNear(Math.max(...found.map(({ epochs }) => epochs)), most));
      const unit = found[0]!.wanted / each[0]!.weight;
      found.forEach(({ wanted, epochs }, at) => {
        assert.ok(isNear(wanted, unit * each[at]!.weight));
        assert.ok(isNear(epochs, wanted / each[at]!.amount));
      });
    }),
  );
});

test("a budget pays for epochs and budgets of sources first, weights share what is left", () => {
  const found = shares({
    tokens: 30_000,
    "max-epochs": 2,
    sources: { zh: { weight: 1 }, en: { tokens: 15_000 }, laws: { epochs: 0.5 } },
  });
  assert.deepEqual(
    found.map(({ wanted }) => wanted),
    [13_000, 15_000, 2_000],
  );
  assert.deepEqual(
    found.map((share) => share.epochs),
    [13 / 60, 1.5, 0.5],
  );
});

test("a source that is too small for its weight is not repeated beyond max-epochs, and what was wanted is still told", () => {
  const [, en] = shares({
    tokens: 100_000,
    "max-epochs": 3,
    sources: { zh: { weight: 1 }, en: { weight: 1 }, laws: { epochs: 1 } },
  });
  assert.deepEqual(en, { source: "en", wanted: 48_000, epochs: 3, fractionOf: "amount" });
});

test("an input of which nothing is left takes no share that is no number, and is not waited for where the others have a budget", () => {
  const left = sources.map((each) => (each.source === "en" ? { ...each, units: 0, amount: 0 } : each));
  const weighted = { zh: { weight: 1 }, en: { weight: 1 }, laws: { epochs: 1 } };
  const found = (params: object): unknown[] =>
    (mix.shares?.(left, mix.parameters.parse(params)) ?? []).map(({ wanted, epochs }) => [wanted, epochs]);
  assert.deepEqual(found({ sources: weighted }), [
    [0, 0],
    [0, 0],
    [4_000, 1],
  ]);
  assert.deepEqual(found({ tokens: 64_000, sources: weighted }), [
    [30_000, 0.5],
    [30_000, 0],
    [4_000, 1],
  ]);
});

test("where epochs and budgets are more than the whole mixture, weights get nothing rather than less", () => {
  assert.deepEqual(
    epochs({ tokens: 10_000, sources: { zh: { weight: 1 }, en: { tokens: 9_000 }, laws: { epochs: 1 } } }),
    { zh: 0, en: 0.9, laws: 1 },
  );
});

test("an input that the mixture forgets, or one that does not exist, stops the plan", () => {
  const params = mix.parameters.parse({ sources: { zh: { weight: 1 }, english: { epochs: 1 } } });
  assert.throws(
    () =>
      mix.describe(
        sources.map(({ source }) => ({ source, bytes: 1 })),
        params,
      ),
    (error) =>
      error instanceof UserError &&
      /"english", which is no input/.test(error.message) &&
      /nothing of the input "laws"/.test(error.message),
  );
});

test("an input that is only forgotten, or only misnamed, stops the plan too", () => {
  for (const [names, words] of [
    [["zh", "en"], /^mix says nothing of the input "laws"/],
    [["zh", "en", "laws", "news"], /^mix names "news", which is no input/],
  ] as const) {
    const weights = Object.fromEntries(names.map((name) => [name, { weight: 1 }]));
    assert.throws(
      () => shares({ sources: weights }),
      (error) => error instanceof UserError && words.test(error.problem),
    );
  }
});

test("two ways to say how much of a source are refused", () => {
  const parsed = mix.parameters.safeParse({ sources: { zh: { weight: 1, epochs: 2 } } });
  assert.match(String(parsed.error?.message), /exactly one of weight, epochs and tokens/);
});
