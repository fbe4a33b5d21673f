import assert from "node:assert/strict";
import { test } from "node:test";
import { measureLines } from "../../../../stages/filter/measures/line-measures.js";

test("a line of speech in French or German quotes is closed, or a dialogue would count as a list", () => {
  const lines = [
    "« Je reviendrai demain. »",
    "„Ich komme morgen wieder.“",
    "»Ich auch.«",
    "‚Nein.‘",
    "“Yes.”",
  ];
  assert.equal(measureLines(lines.join("\n"), 0).closed, lines.length);
  assert.equal(measureLines("Accueil\n„Weiter“ lesen", 0).closed, 0);
});

test("a list whose lines end in colons, semicolons and brackets has no closed line, or code and menus would pass for prose", () => {
  const lines = ["Options:", "int a = f(b);", "首页（新）", "一）项目；", "price [USD]", "《书名》"];
  assert.equal(measureLines(lines.join("\n"), 0).closed, 0);
});

test("a dialogue whose lines begin with dashes is no list of bullets, or it would be dropped as one", () => {
  const speech = "— Vous venez ?\n— Pas encore.\n– Kdy přijdeš?\n—— 你来吗？";
  assert.equal(measureLines(speech, 0).bullets, 0);
  assert.equal(measureLines("- 首页\n• 新闻\n* 体育\n● 财经", 0).bullets, 4);
});
