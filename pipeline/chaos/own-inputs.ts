/** A plan over copies of its inputs, which a fault may damage, as it would have been made from the damaged files. */
import { copyFileSync, mkdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Chance } from "../forecast/chance.js";
import type { Plan } from "../plan/plan.js";

export function withOwnInputs(
  plan: Plan,
  folder: string,
  chance: Chance,
  damage: (path: string, chance: Chance) => void,
): Plan {
  // Files of one folder stay together: a picture is read with its notes.
  const folders = [...new Set(plan.files.map(({ file }) => dirname(file)))];
  const copies = new Map(
    plan.files.map(({ file }) => {
      const copy = join(folder, String(folders.indexOf(dirname(file))), basename(file));
      mkdirSync(dirname(copy), { recursive: true });
      copyFileSync(file, copy);
      return [file, copy] as const;
    }),
  );
  const paths = [...copies.values()];
  damage(paths[chance.choose(paths.length)] ?? "", chance);
  const copyOf = (file: string): string => copies.get(file) ?? file;
  const files = plan.files.map((entry) => {
    const file = copyOf(entry.file);
    const { size, mtimeMs } = statSync(file);
    return { ...entry, file, bytes: size, modifiedMs: Math.floor(mtimeMs) };
  });
  const splits = plan.splits
    .map((split) => {
      const file = copyOf(split.file);
      if (split.files !== undefined) return { ...split, file, files: split.files.map(copyOf) };
      if (split.pieces !== undefined) {
        const pieces = split.pieces.map((piece) => {
          const copy = copyOf(piece.file);
          return { ...piece, file: copy, bytes: statSync(copy).size };
        });
        return { ...split, file, pieces, end: pieces.reduce((sum, { bytes }) => sum + bytes, 0) };
      }
      return { ...split, file, end: Math.min(split.end, statSync(file).size) };
    })
    .filter(({ start, end }) => start === 0 || start < end)
    .map((split, index) => ({ ...split, index, root: folder }));
  return { ...plan, files, splits };
}
