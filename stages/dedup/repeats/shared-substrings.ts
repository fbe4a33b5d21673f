/**
 * Exact substrings that documents share, in bounded memory and without a suffix array.
 *
 * Winnowing (Schleimer, Wilkerson, Aiken 2003): of every run of `min - k + 1` windows of k units the one with the smallest hash is
 * selected, so any two equal substrings of `min` units have a selected window at the same place in both. Windows that several
 * documents selected are compared on the texts and grown to the whole substring.
 *
 * `windows.run` of a split, sorted, one section a match partition, one record a selected window:
 *
 * | word | what                         |
 * |------|------------------------------|
 * | 0, 1 | 64-bit hash of the window    |
 * | 2    | ordinal of the sample        |
 * | 3    | start of the window in units |
 *
 * A record of a candidate file, which has one section a split, is an occurrence and an earlier one:
 *
 * | word    | what                                                                            |
 * |---------|---------------------------------------------------------------------------------|
 * | 0, 1, 2 | place of the split, spread over the range of a word; ordinal; start of the window |
 * | 3, 4, 5 | place of the split, ordinal, start of the earlier one                            |
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Sample } from "../../../pipeline/contracts/sample.js";
import type { Address, Sketcher, SketchSet, TextLookup } from "../../../pipeline/contracts/stage.js";
import { ExternalSorter } from "../../../pipeline/storage/sorted-runs/external-sort.js";
import { RunMerge, runSection } from "../../../pipeline/storage/sorted-runs/run-merge.js";
import { firstWordOf } from "../../../pipeline/storage/sorted-runs/sorted-run.js";
import { mix32 } from "../../text/hash.js";
import { unitsOf } from "../../text/units/units.js";
import { CutWriter } from "../matching/cut-file.js";
import { partitionsOf } from "../matching/partition-count.js";
import { RecentlyUsed } from "../matching/recently-used.js";
import { openPartition } from "../matching/stored-runs.js";
import { rollWindows } from "./rolling-hash.js";
import { wholeCharacters } from "./whole-characters.js";

const windowWords = 4;
const candidateWords = 6;
/** Bytes of texts that are held while they are compared. */
const heldBytes = 64 * 1024 * 1024;

export const substringPartitions = partitionsOf({ samplesPerPartition: 100_000 });

/** Writes the selected windows of one split. */
export class SubstringSketch implements Sketcher {
  readonly #windows: ExternalSorter;
  readonly #record = new Uint32Array(windowWords);
  readonly #size: number;
  readonly #run: number;
  #hashes = new Uint32Array(1 << 14);

  constructor(folder: string, partitions: number, minUnits: number) {
    mkdirSync(folder, { recursive: true });
    this.#windows = new ExternalSorter(windowPath(folder), { words: windowWords, sections: partitions });
    this.#size = Math.floor(minUnits / 2);
    this.#run = minUnits - this.#size + 1;
  }

  add({ text }: Sample, ordinal: number): void {
    if (this.#hashes.length < text.length) this.#hashes = new Uint32Array(text.length + (text.length >> 2));
    const units = unitsOf(text);
    const hashes = this.#hashes;
    const count = rollWindows(units, text.length, this.#size, hashes);
    this.#record[2] = ordinal;
    let selected = -1;
    for (let last = this.#run - 1; last < count; last++) {
      const first = last - this.#run + 1;
      if (selected >= first && hashes[last]! > hashes[selected]!) continue;
      if (selected >= first) selected = last;
      else selected = lastSmallest(hashes, first, last);
      this.#record[0] = hashes[selected]!;
      this.#record[1] = secondHash(units, selected, this.#size);
      this.#record[3] = selected;
      this.#windows.add(this.#record);
    }
  }

  async finish(): Promise<void> {
    this.#windows.finish();
  }
}

function windowPath(folder: string): string {
  return join(folder, "windows.run");
}

/** The last of the smallest, so that a row of equal windows is left as late as can be. */
function lastSmallest(hashes: Uint32Array, first: number, last: number): number {
  let smallest = first;
  for (let i = first + 1; i <= last; i++) if (hashes[i]! <= hashes[smallest]!) smallest = i;
  return smallest;
}

function secondHash(units: Uint16Array, start: number, size: number): number {
  let hash = 0x85ebca6b;
  for (let i = start; i < start + size; i++)
    hash = (Math.imul(hash ^ units[i]!, 0xcc9e2d51) + (hash >>> 15)) | 0;
  return mix32(hash);
}

/** Each occurrence of a window is a candidate with the first one of the corpus and with the one right before it. */
export function matchWindows(partition: number, sketches: SketchSet, candidateFile: string): void {
  const parts = openPartition(sketches, partition, windowPath, windowWords);
  const splits = sketches.splits.length;
  const candidates = new ExternalSorter(candidateFile, { words: candidateWords, sections: splits });
  const first = new Uint32Array(3);
  const previous = new Uint32Array(3);
  const key = new Uint32Array(2);
  let isOpen = false;
  try {
    const merge = new RunMerge(parts, windowWords, 2);
    while (merge.next()) {
      const { block, offset, part } = merge;
      const ordinal = block[offset + 2]!;
      const start = block[offset + 3]!;
      if (sketches.isRemoved(sketches.splits[part]!.split, ordinal)) continue;
      if (!isOpen || block[offset] !== key[0] || block[offset + 1] !== key[1]) {
        isOpen = true;
        key[0] = block[offset]!;
        key[1] = block[offset + 1]!;
        first.set([part, ordinal, start]);
      } else {
        const later = firstWordOf(part, splits);
        candidates.add(Uint32Array.of(later, ordinal, start, ...first));
        if (previous[0] !== first[0] || previous[1] !== first[1])
          candidates.add(Uint32Array.of(later, ordinal, start, ...previous));
      }
      previous.set([part, ordinal, start]);
    }
    candidates.finish();
  } finally {
    for (const part of parts) part.reader.close();
  }
}

/**
 * Compares the candidates of one split on the texts, in their order, and writes what goes. What already goes is not looked at
 * again, so the work is linear in the texts.
 */
export async function verifySubstrings(
  part: number,
  candidateFiles: readonly string[],
  sketches: SketchSet,
  cutFile: string,
  lookup: TextLookup,
  minUnits: number,
): Promise<void> {
  const parts = candidateFiles.map((file) => runSection(file, candidateWords, part));
  const held = new RecentlyUsed<string>(heldBytes, (text) => 2 * text.length);
  const textOf = async (address: Address): Promise<string> =>
    held.find(address) ?? held.hold(address, await lookup.text(address));
  const cuts = new CutWriter(cutFile);
  const { split } = sketches.splits[part]!;
  let ordinal = -1;
  let cutTo = 0;
  try {
    const merge = new RunMerge(parts, candidateWords);
    while (merge.next()) {
      const [, ownOrdinal = 0, start = 0, otherPart = 0, otherOrdinal = 0, otherStart = 0] =
        merge.block.subarray(merge.offset, merge.offset + candidateWords);
      if (ownOrdinal !== ordinal) {
        ordinal = ownOrdinal;
        cutTo = 0;
      }
      if (start < cutTo) continue;
      const own = await textOf({ split, ordinal });
      const earlier = { split: sketches.splits[otherPart]!.split, ordinal: otherOrdinal };
      const other = await textOf(earlier);
      const [from, to] = grow(own, start, other, otherStart, Math.max(cutTo, start - minUnits));
      if (to - from < minUnits) continue;
      const [first, end] = wholeCharacters(own, from, to);
      if (first >= end) continue;
      cuts.add(split, ordinal, first, end, earlier);
      cutTo = end;
    }
    cuts.finish();
  } finally {
    for (const { reader } of parts) reader.close();
  }
}

/** The equal span around two positions, in units of `own`; to the left not beyond `least`. */
function grow(
  own: string,
  at: number,
  other: string,
  otherAt: number,
  least: number,
): readonly [number, number] {
  let before = 0;
  while (
    at - before > least &&
    otherAt - before > 0 &&
    own.charCodeAt(at - before - 1) === other.charCodeAt(otherAt - before - 1)
  )
    before++;
  let after = 0;
  while (
    at + after < own.length &&
    otherAt + after < other.length &&
    own.charCodeAt(at + after) === other.charCodeAt(otherAt + after)
  )
    after++;
  return [at - before, at + after];
}
