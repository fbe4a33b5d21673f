/** The decisions of a barrier on disk: per split one JSON line a removed sample, and one bit a sample. */
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sample } from "../sample.js";
import type { Address, Removal, SketchSet, TextLookup } from "../stage.js";
import { SpillLookup, writeAll } from "../storage/spill.js";
import { padded, payloadFolder } from "./folders.js";

const maxOpenSpills = 32;

function removalsPath(folder: string, split: number): string {
  return join(folder, `${padded(split)}.jsonl`);
}

/** Writes removals, which come in (split, ordinal) order, file by file. */
export async function writeRemovals(
  removals: AsyncIterable<Removal>,
  folder: string,
  samplesOf: (split: number) => number,
): Promise<number> {
  let written = 0;
  let open:
    | { split: number; descriptor: number; bits: Uint8Array; lines: string[]; last: number }
    | undefined;
  const close = (): void => {
    if (open === undefined) return;
    writeAll(open.descriptor, Buffer.from(open.lines.join("")));
    closeSync(open.descriptor);
    writeFileSync(join(folder, `${padded(open.split)}.bits`), open.bits);
    open = undefined;
  };
  for await (const removal of removals) {
    if (
      open !== undefined &&
      (removal.split < open.split || (removal.split === open.split && removal.ordinal <= open.last))
    ) {
      throw new Error("removals are out of order");
    }
    if (open?.split !== removal.split) {
      close();
      open = {
        split: removal.split,
        descriptor: openSync(removalsPath(folder, removal.split), "w"),
        bits: new Uint8Array((samplesOf(removal.split) + 7) >> 3),
        lines: [],
        last: -1,
      };
    }
    open.last = removal.ordinal;
    open.bits[removal.ordinal >> 3] = (open.bits[removal.ordinal >> 3] ?? 0) | (1 << (removal.ordinal & 7));
    open.lines.push(`${JSON.stringify(removal)}\n`);
    if (open.lines.length === 10_000) {
      writeAll(open.descriptor, Buffer.from(open.lines.join("")));
      open.lines = [];
    }
    written++;
  }
  close();
  return written;
}

/** The removals of one barrier in one split, by ordinal. */
export function readRemovals(output: string, stage: number, split: number): ReadonlyMap<number, Removal> {
  const path = removalsPath(payloadFolder(output, `resolve-${stage}`, 0), split);
  const removals = new Map<number, Removal>();
  if (!existsSync(path)) return removals;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line === "") continue;
    const removal = JSON.parse(line) as Removal;
    removals.set(removal.ordinal, removal);
  }
  return removals;
}

/** What earlier barriers of a segment removed: one bit a sample, loaded split by split. */
export function removedBefore(output: string, stages: readonly number[]): SketchSet["isRemoved"] {
  const loaded = new Map<string, Uint8Array | undefined>();
  return (split, ordinal) =>
    stages.some((stage) => {
      const path = join(payloadFolder(output, `resolve-${stage}`, 0), `${padded(split)}.bits`);
      if (!loaded.has(path)) loaded.set(path, existsSync(path) ? readFileSync(path) : undefined);
      const bits = loaded.get(path);
      return bits !== undefined && ((bits[ordinal >> 3] ?? 0) & (1 << (ordinal & 7))) !== 0;
    });
}

/** Samples of any split of a phase by address; a bounded number of files stays open. */
export class KeeperLookup {
  private readonly open = new Map<number, SpillLookup>();

  constructor(
    private readonly output: string,
    private readonly phase: string,
  ) {}

  sample(address: Address): Sample {
    let spill = this.open.get(address.split);
    if (spill === undefined) {
      const oldest = this.open.keys().next();
      if (this.open.size >= maxOpenSpills && oldest.done !== true) {
        this.open.get(oldest.value)?.close();
        this.open.delete(oldest.value);
      }
      spill = new SpillLookup(join(payloadFolder(this.output, this.phase, address.split), "spill"));
      this.open.set(address.split, spill);
    }
    return spill.sample(address.ordinal);
  }

  close(): void {
    for (const spill of this.open.values()) spill.close();
    this.open.clear();
  }
}

/** Texts for verification, over a KeeperLookup. */
export function textLookup(keepers: KeeperLookup): TextLookup {
  return { text: (address) => Promise.resolve(keepers.sample(address).text) };
}
