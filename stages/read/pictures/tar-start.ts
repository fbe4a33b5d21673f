/** Where the split of a tar begins: headers are walked from the front, bodies are never read. */
import { open } from "node:fs/promises";
import { nextMember, paddingOf } from "../../../pipeline/storage/formats/tar.js";
import { FileCursor } from "./file-cursor.js";
import { groupKey } from "./member-names.js";

/**
 * The first member at or after `from` that begins a group: a group belongs to the split where its first header stands.
 * Undefined when no group begins there. Nothing in a body can be taken for a header, whatever it holds.
 *
 * Cost: one small read a member before `from`.
 */
export async function findGroupStart(path: string, from: number): Promise<number | undefined> {
  if (from === 0) return 0;
  const file = await open(path, "r");
  try {
    const input = new FileCursor(file);
    let previous: string | undefined;
    for (;;) {
      const member = await nextMember(input);
      if (member === undefined) return undefined;
      // The split before this one meets the damage and reports it, unless the damage itself begins here.
      if (member.kind === "damage") return member.start >= from ? member.start : undefined;
      const key = groupKey(member.name);
      if (member.start >= from && key !== previous) return member.start;
      previous = key;
      await input.skip(member.size + paddingOf(member.size));
    }
  } finally {
    await file.close();
  }
}
