import assert from "node:assert/strict";
import { test } from "node:test";
import { perplexityPath } from "../../../../stages/filter/quality/default-models.js";
import { NgramModel } from "../../../../stages/filter/quality/ngram-model.js";
import { noOrder, wordOrder } from "../../../../stages/filter/quality/word-order.js";

const model = NgramModel.read(perplexityPath);
const prose = "他在院子里种了一棵树，每天早上都去浇水，几年以后，树已经长得很高了。";

test("a text too short to have an order is not lost for its lack", () => {
  assert.equal(wordOrder(model, ""), noOrder);
  assert.equal(wordOrder(model, "树经得几水浇早天一了后棵种高以长他在年"), noOrder);
  assert.ok(wordOrder(model, "树经得几水浇早天一了后棵种高以长他在年子") < 1.5);
});

test("a text has the same measure each time, and a long one that of its beginning", () => {
  const measure = wordOrder(model, prose);
  assert.ok(measure > 2 && measure < noOrder, `${measure}`);
  assert.equal(wordOrder(model, prose), measure);
  const long = prose.repeat(1000);
  assert.equal(wordOrder(model, long), wordOrder(model, long.slice(0, 2000)));
});
