/** What a run set aside, against its ledger: a line of `rejects/` for each dropped sample, a line of `quarantine/` for each failed one. */
import { relative } from "node:path";
import { z } from "zod";
import { count, type Ledger } from "../run/ledger.js";
import { linesOf } from "../storage/lines.js";
import { readBytes } from "../storage/read-bytes.js";
import { asideFiles } from "./aside-files.js";
import { problemOf } from "./shard-reader.js";

export interface LedgerProblem {
  readonly file: string;
  readonly problem: string;
}

/** The key of a line that tells why, and the counts of the ledger that it is one of. */
const kinds = {
  rejects: { key: "reason", counts: "dropped" },
  quarantine: { key: "code", counts: "failed" },
} as const;

export class AsideCheck {
  readonly problems: LedgerProblem[] = [];
  /** Files `<phase>/<split>.jsonl` of the splits that are not compared yet; undefined where they cannot be listed. */
  private readonly files: Map<number, string[]> | undefined;

  constructor(
    private readonly folder: string,
    private readonly kind: keyof typeof kinds,
  ) {
    try {
      const files = new Map<number, string[]>();
      for (const file of asideFiles(folder, kind)) {
        const split = Number(/(\d+)\.jsonl$/.exec(file)?.[1]);
        files.set(split, [...(files.get(split) ?? []), file]);
      }
      this.files = files;
    } catch (error) {
      this.problems.push({ file: kind, problem: `cannot be read: ${problemOf(error)}` });
    }
  }

  /** Reads the lines of a split, one at a time. */
  async compare(split: number, stages: Ledger): Promise<void> {
    if (this.files === undefined) return;
    const stated: Record<string, number> = {};
    for (const { stage, [kinds[this.kind].counts]: counts } of stages)
      for (const [reason, samples] of Object.entries(counts)) count(stated, `${stage}, ${reason}`, samples);
    const found: Record<string, number> = {};
    for (const file of this.files.get(split) ?? []) await this.countLines(file, found);
    this.files.delete(split);
    for (const key of new Set([...Object.keys(stated), ...Object.keys(found)])) {
      if (found[key] === stated[key]) continue;
      const problem = `split ${split}: ${found[key] ?? 0} sample(s) of ${key}, lie here, but the ledger counts ${stated[key] ?? 0}`;
      this.problems.push({ file: this.kind, problem });
    }
  }

  /** Compares what is left: of splits that the ledger does not have. */
  async compareStrangers(): Promise<void> {
    for (const split of [...(this.files?.keys() ?? [])]) await this.compare(split, []);
  }

  private async countLines(file: string, found: Record<string, number>): Promise<void> {
    const { key } = kinds[this.kind];
    const schema = z.object({ stage: z.string(), [key]: z.string() });
    let lines = 0;
    try {
      for await (const bytes of linesOf(readBytes(file))) {
        lines++;
        const record = schema.parse(JSON.parse(bytes.toString("utf8")));
        count(found, `${record.stage}, ${record[key]}`);
      }
    } catch (error) {
      const problem = `line ${lines} is broken: ${problemOf(error)}`;
      this.problems.push({ file: relative(this.folder, file), problem });
    }
  }
}
