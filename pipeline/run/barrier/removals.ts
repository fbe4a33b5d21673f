/**
 * The decisions of a barrier on disk, as sealed files (storage/spills/sealed-file.ts): per split one JSON line a removed or edited sample, and one
 * bit a sample: removed.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Sample } from "../../contracts/sample.js";
import type { Address, Decision, Edit, SketchSet, TextLookup } from "../../contracts/stage.js";
import { readSealed, SealedWriter } from "../../storage/spills/sealed-file.js";
import { SpillLookup } from "../../storage/spills/spill.js";
import { documentsFile } from "../../stored/index-file.js";
import type { StoredPart } from "../../stored/indexed-stages.js";
import { padded, payloadFolder } from "../folders.js";

const maxOpenSpills = 32;

export function isEdit(decision: Decision): decision is Edit {
  return "cuts" in decision;
}

function decisionsPath(folder: string, split: number): string {
  return join(folder, `${padded(split)}.jsonl`);
}

/** Writes decisions, which come in (split, ordinal) order, file by file. */
export async function writeDecisions(
  decisions: AsyncIterable<Decision>,
  folder: string,
  samplesOf: (split: number) => number,
): Promise<number> {
  let written = 0;
  let open:
    | { split: number; file: SealedWriter; bits: Uint8Array; lines: string[]; last: number }
    | undefined;
  const close = (): void => {
    if (open === undefined) return;
    open.file.write(Buffer.from(open.lines.join("")));
    open.file.finish();
    const bits = new SealedWriter(join(folder, `${padded(open.split)}.bits`));
    bits.write(open.bits);
    bits.finish();
    open = undefined;
  };
  for await (const decision of decisions) {
    if (
      open !== undefined &&
      (decision.split < open.split || (decision.split === open.split && decision.ordinal <= open.last))
    ) {
      throw new Error("decisions are out of order");
    }
    if (open?.split !== decision.split) {
      close();
      open = {
        split: decision.split,
        file: new SealedWriter(decisionsPath(folder, decision.split)),
        bits: new Uint8Array((samplesOf(decision.split) + 7) >> 3),
        lines: [],
        last: -1,
      };
    }
    open.last = decision.ordinal;
    if (!isEdit(decision)) open.bits[decision.ordinal >> 3]! |= 1 << (decision.ordinal & 7);
    open.lines.push(`${JSON.stringify(decision)}\n`);
    if (open.lines.length === 10_000) {
      open.file.write(Buffer.from(open.lines.join("")));
      open.lines = [];
    }
    written++;
  }
  close();
  return written;
}

/** The decisions of one barrier in one split, by ordinal. */
export function readDecisions(output: string, stage: number, split: number): ReadonlyMap<number, Decision> {
  const path = decisionsPath(payloadFolder(output, `resolve-${stage}`, 0), split);
  const decisions = new Map<number, Decision>();
  if (!existsSync(path)) return decisions;
  for (const line of readSealed(path).toString("utf8").split("\n")) {
    if (line === "") continue;
    const decision = JSON.parse(line) as Decision;
    decisions.set(decision.ordinal, decision);
  }
  return decisions;
}

/** What earlier barriers of a segment removed: one bit a sample, loaded split by split. */
export function removedBefore(output: string, stages: readonly number[]): SketchSet["isRemoved"] {
  const removals = stages.map((stage) => removedBy(payloadFolder(output, `resolve-${stage}`, 0)));
  return (split, ordinal) => removals.some((isRemoved) => isRemoved(split, ordinal));
}

/** This is asked for each sample in each band, so it makes no path when the split is loaded already. */
function removedBy(folder: string): SketchSet["isRemoved"] {
  const loaded = new Map<number, Uint8Array | undefined>();
  return (split, ordinal) => {
    if (!loaded.has(split)) {
      const path = join(folder, `${padded(split)}.bits`);
      loaded.set(split, existsSync(path) ? readSealed(path) : undefined);
    }
    const bits = loaded.get(split);
    return bits !== undefined && ((bits[ordinal >> 3] ?? 0) & (1 << (ordinal & 7))) !== 0;
  };
}

/** Samples by address; a bounded number of files stays open. */
export class KeeperLookup {
  private readonly open = new Map<string, SpillLookup>();

  constructor(
    private readonly output: string,
    private readonly phase: string,
    /** Number of splits of the run; what lies behind them are stored parts. */
    private readonly splits: number,
  ) {}

  /** The part that holds the document; undefined for a sample of this run. */
  partOf({ split }: Address, stored: readonly StoredPart[]): StoredPart | undefined {
    return stored[split - this.splits];
  }

  /** @param stored the parts that the barrier which gave the address is matched against; their documents have no texts */
  sample(address: Address, stored: readonly StoredPart[]): Sample {
    const part = this.partOf(address, stored);
    const path =
      part === undefined
        ? join(payloadFolder(this.output, this.phase, address.split), "spill")
        : join(part.folder, documentsFile);
    let spill = this.open.get(path);
    if (spill === undefined) {
      const oldest = this.open.keys().next();
      if (this.open.size >= maxOpenSpills && oldest.done !== true) {
        this.open.get(oldest.value)?.close();
        this.open.delete(oldest.value);
      }
      spill = new SpillLookup(path);
      this.open.set(path, spill);
    }
    return spill.sample(address.ordinal);
  }

  close(): void {
    for (const spill of this.open.values()) spill.close();
    this.open.clear();
  }
}

/** Texts for verification, over a KeeperLookup. */
export function textLookup(keepers: KeeperLookup, stored: readonly StoredPart[]): TextLookup {
  return {
    text: (address) => Promise.resolve(keepers.sample(address, stored).text),
    stored(address, name) {
      const array = keepers.sample(address, stored).arrays[name];
      if (array === undefined) throw new Error(`a stored document has no array ${name}`);
      return Promise.resolve(array);
    },
  };
}
