/** A listing of inputs that need not be here: a line a file, `path<TAB>bytes`, and the name of its input where there are several. */
import { readFileSync } from "node:fs";
import { UserError } from "../contracts/errors.js";
import { type InputFile, refuseNoInput } from "../plan/list-inputs.js";

/** @throws UserError with the line that is none, or where there is no input that the files could belong to */
export function readListing(file: string, inputs: readonly string[]): InputFile[] {
  refuseNoInput(inputs);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(
      "no-listing",
      `the listing cannot be read (${(error as NodeJS.ErrnoException).code})`,
      "Check --listing",
      { file },
    );
  }
  const files: InputFile[] = [];
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    const [path = "", size = "", name = inputs[0] ?? ""] = line.replace(/\r$/, "").split("\t");
    const bytes = Number(size);
    const place = { file, line: index + 1 };
    if (path === "" || size === "" || !Number.isSafeInteger(bytes) || bytes < 0)
      throw new UserError(
        "bad-listing",
        "the line is no path and size",
        "Write path, tab, bytes; for instance `find data -type f -printf '%p\\t%s\\n'`",
        place,
      );
    if (!inputs.includes(name))
      throw new UserError(
        "bad-listing",
        `the recipe has no input "${name}"`,
        `It has ${inputs.join(", ")}`,
        place,
      );
    files.push({ input: name, file: path, bytes, modifiedMs: 0 });
  });
  if (files.length === 0)
    throw new UserError("bad-listing", "the listing names no file", "Write path, tab, bytes", { file });
  return files;
}
