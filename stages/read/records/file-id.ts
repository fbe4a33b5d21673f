/**
 * How documents without an id of their own are called: by the input and the place of their file in it. No two files of a run share
 * a name, and none changes when the data lies elsewhere; only a file that has no folder in common with the others of its input, as on
 * a disk and in a store, is called by all of its path.
 */
import { basename } from "node:path";
import type { Split } from "../../../pipeline/contracts/stage.js";

export function fileId({ input, root, file }: Pick<Split, "input" | "root" | "file">): string {
  if (file === root) return `${input}/${basename(file)}`;
  return `${input}/${file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file}`;
}
