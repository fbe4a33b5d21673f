/**
 * How documents without an id of their own are called: by the input and the place of their file in it. No two files of a run share
 * a name, and none changes when the data lies elsewhere.
 */
import { basename } from "node:path";
import type { Split } from "../../pipeline/stage.js";

export function fileId({ input, root, file }: Pick<Split, "input" | "root" | "file">): string {
  const name = file.startsWith(`${root}/`) ? file.slice(root.length + 1) : basename(file);
  return `${input}/${name}`;
}
