/**
 * Cuts: what `match` of a barrier that edits leaves for `resolve`. A sorted run file; a record is a part of a text that goes:
 *
 * | word | what                                                    |
 * |------|---------------------------------------------------------|
 * | 0, 1 | split and ordinal of the sample                         |
 * | 2, 3 | start and end in UTF-16 units of it                     |
 * | 4, 5 | split and ordinal of the first sample that has the same |
 */
import type { Address, Edit } from "../../../pipeline/contracts/stage.js";
import { ExternalSorter } from "../../../pipeline/storage/sorted-runs/external-sort.js";
import { RunMerge, wholeRun } from "../../../pipeline/storage/sorted-runs/run-merge.js";

const cutWords = 6;

export class CutWriter {
  readonly #sorter: ExternalSorter;
  readonly #record = new Uint32Array(cutWords);

  constructor(path: string) {
    this.#sorter = new ExternalSorter(path, { words: cutWords });
  }

  add(split: number, ordinal: number, start: number, end: number, first: Address): void {
    this.#record[0] = split;
    this.#record[1] = ordinal;
    this.#record[2] = start;
    this.#record[3] = end;
    this.#record[4] = first.split;
    this.#record[5] = first.ordinal;
    this.#sorter.add(this.#record);
  }

  finish(): void {
    this.#sorter.finish();
  }
}

/**
 * Edits in the order of the corpus: the cuts of a sample joined where they touch. Holds one block a file, one sample's cuts.
 *
 * @param firstKeeps whether the first sample that has a part keeps it
 */
export function* resolveCuts(
  cutFiles: readonly string[],
  reason: string,
  firstKeeps: boolean,
): Generator<Edit> {
  const parts = cutFiles.map((file) => wholeRun(file, cutWords));
  let open: CutSample | undefined;
  try {
    const merge = new RunMerge(parts, cutWords);
    while (merge.next()) {
      const { block, offset } = merge;
      const [split, ordinal] = [block[offset]!, block[offset + 1]!];
      if (open?.split !== split || open.ordinal !== ordinal) {
        if (open !== undefined) yield open.edit(reason, firstKeeps);
        open = new CutSample(split, ordinal);
      }
      const first = { split: block[offset + 4]!, ordinal: block[offset + 5]! };
      open.add(block[offset + 2]!, block[offset + 3]!, first);
    }
    if (open !== undefined) yield open.edit(reason, firstKeeps);
  } finally {
    for (const part of parts) part.reader.close();
  }
}

/** The cuts of one sample, which come in the order of their starts. */
class CutSample {
  readonly #cuts: [number, number][] = [];
  /** Units that are cut for each first sample. */
  readonly #units = new Map<string, { readonly first: Address; units: number }>();

  constructor(
    readonly split: number,
    readonly ordinal: number,
  ) {}

  add(start: number, end: number, first: Address): void {
    const last = this.#cuts.at(-1);
    const isNew = last === undefined || start > last[1];
    const units = isNew ? end - start : Math.max(0, end - last[1]);
    if (isNew) this.#cuts.push([start, end]);
    else last[1] = Math.max(last[1], end);
    const key = `${first.split}-${first.ordinal}`;
    const known = this.#units.get(key);
    if (known === undefined) this.#units.set(key, { first, units });
    else known.units += units;
  }

  edit(reason: string, keeps: boolean): Edit {
    const { split, ordinal } = this;
    const all = this.#cuts.reduce((sum, [start, end]) => sum + end - start, 0);
    const isOther = ({ first }: { readonly first: Address }): boolean =>
      first.split !== split || first.ordinal !== ordinal;
    const known = [...this.#units.values()];
    const others = known.filter(isOther);
    const { first, units } = (others.length > 0 ? others : known).reduce((most, each) =>
      each.units > most.units ? each : most,
    );
    const share = Math.round((units / all) * 1e4) / 1e4;
    return { split, ordinal, reason, cuts: this.#cuts, twin: { ...first, share, keeps } };
  }
}
