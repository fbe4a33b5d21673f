/** Tables on a terminal, where a Chinese character is as wide as two digits. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { alignedColumns } from "../../../pipeline/report/aligned-columns.js";
import { cutToWidth, displayWidth } from "../../../pipeline/report/display-width.js";

test("figures of sources with Chinese names stand below those of others", () => {
  assert.deepEqual(
    alignedColumns([
      ["source", "tokens"],
      ["新闻频道", "71"],
      ["b", "1,050"],
    ]),
    ["source    tokens", "新闻频道      71", "b          1,050"],
  );
});

test("a line with Chinese words that is cut for a narrow terminal takes no second row of it", () => {
  const line = "read-json  12,345  清洗𠀀语料 e\u0301nd";
  for (let columns = 1; columns < displayWidth(line); columns++) {
    const cut = cutToWidth(line, columns);
    assert.ok(displayWidth(cut) <= columns, cut);
    assert.ok(displayWidth(cut) >= columns - 1, cut);
    assert.ok(line.startsWith(cut.slice(0, -1)) && cut.endsWith("…"), cut);
  }
  assert.equal(cutToWidth(line, displayWidth(line)), line);
});
