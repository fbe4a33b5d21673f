/** The samples of input files, read whole and in order by one of the sources: for commands that look at texts without a run. */

import { UserError } from "../contracts/errors.js";
import type { Sample } from "../contracts/sample.js";
import type { SourceStage } from "../contracts/stage.js";
import { listInputs } from "../plan/list-inputs.js";
import { type Catalogue, findStage } from "../recipe/catalogue.js";
import { inputRoot } from "../recipe/input-root.js";
import { namedInputs } from "../recipe/named-inputs.js";
import { checkParams } from "../recipe/stage-params.js";
import { plural } from "../report/plural.js";
import { printable } from "../report/printable.js";
import { resolveLocation } from "../storage/location.js";

export interface InputChoice {
  /** Files, folders or globs; each is a source of its own. */
  readonly paths: readonly string[];
  /** The stage that reads them. */
  readonly reader: string;
  /** The field that holds the text; undefined: the reader's default. */
  readonly field: string | undefined;
}

/** The records that could not be read: how many, and the first few. Those that a source passes over are no texts and not told. */
export class UnreadableRecords {
  records = 0;
  readonly problems: string[] = [];

  add(problem: string): void {
    this.records++;
    if (this.problems.length < shownProblems) this.problems.push(printable(problem));
  }

  inWords(): string {
    return [`\n${plural(this.records, "record")} not read:`, ...this.problems].join("\n  ");
  }

  /** What the work gives, or where it found no texts, that error with the records in which there are none. */
  async behind<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      if (!(error instanceof UserError) || error.code !== "no-text" || this.records === 0) throw error;
      throw new UserError(error.code, error.problem, `${error.advice}\n${this.inWords()}`, error.place);
    });
  }
}

const shownProblems = 3;

/** @throws UserError when a file is not there, or the reader or its field is not known */
export async function* inputSamples(
  { paths, reader, field }: InputChoice,
  catalogue: Catalogue,
  unreadable: UnreadableRecords,
): AsyncGenerator<Sample, void, undefined> {
  const source = await findStage(catalogue, reader);
  if (source.kind !== "source") throw new UserError("bad-option", `--reader ${reader} reads no files`);
  const params = paramsOf(source, field);
  const inputs = namedInputs(
    paths.map((path) => ({ path: resolveLocation(process.cwd(), path) })),
    process.cwd(),
  );
  const files = await listInputs(inputs, source.endings);
  const roots = new Map(inputs.map((input) => [input.name, inputRoot(input.paths)]));
  for (const [index, { input, file, bytes }] of files.entries()) {
    const root = roots.get(input) ?? "";
    const split = { index, input, root, file, start: 0, end: bytes, divisible: false };
    for await (const results of source.read(split, params)) {
      for (const result of results) {
        if ("sample" in result) yield result.sample;
        else if ("error" in result) unreadable.add(`${result.error.origin}: ${result.error.message}`);
      }
    }
  }
}

function paramsOf(source: SourceStage, field: string | undefined): Record<string, unknown> {
  const checked = checkParams(source, field === undefined ? {} : { text: field });
  if ("params" in checked) return checked.params;
  throw new UserError("bad-option", `--field ${field}: ${checked.problems[0]?.message ?? ""}`);
}
