/** Texts with what is found in them in ⟦ ⟧, a line each. */
import assert from "node:assert/strict";
import { makeFinder } from "../../../../stages/clean/personal/find-personal-data.js";
import { personalKinds } from "../../../../stages/clean/personal/kinds.js";

const find = makeFinder(new Set(personalKinds));

/** Fails where something else, or less, is found. */
export function checkMarked(lines: string): void {
  for (const line of lines.trim().split("\n")) {
    const text = line.replace(/[⟦⟧]/g, "").trim();
    const told = Array.from(line.matchAll(/⟦(.*?)⟧/g), ([, each = ""]) => each);
    const found = find(text).map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(found, told, text);
  }
}
