/**
 * Matching of 64-bit fingerprints within a Hamming distance, exact, by block permutation (Manku, Jain, Das Sarma, WWW 2007).
 *
 * The 64 bits are cut into `distance + 2` blocks. Two fingerprints that differ in at most `distance` bits agree in at least
 * two whole blocks, so a table for each pair of blocks, keyed by their bits, brings them together. What a table brings
 * together is compared bit by bit: nothing is overlooked and nothing is wrong.
 *
 * `fingerprints.run` of a split, sorted, one section a match partition, one record a table and sample:
 *
 * | word | what                                                        |
 * |------|-------------------------------------------------------------|
 * | 0    | scattered key: table and the bits of its blocks             |
 * | 1    | rank by the keep policy                                     |
 * | 2    | ordinal of the sample                                       |
 * | 3, 4 | fingerprint                                                 |
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { SketchSet } from "../../../pipeline/contracts/stage.js";
import { ExternalSorter } from "../../../pipeline/storage/sorted-runs/external-sort.js";
import { WindowMerge } from "../../../pipeline/storage/sorted-runs/window-merge.js";
import { mix32 } from "../../text/hash.js";
import { EdgeWriter, type Ranked } from "./edge-file.js";
import { partitionsOf } from "./partition-count.js";
import { openPartition, storedRun } from "./stored-runs.js";

const recordWords = 5;
/**
 * In a bucket, each fingerprint is compared only with leaders: the first of each fingerprint. At most this many, to bound the
 * work on boilerplate.
 */
const maxLeaders = 256;

export const hammingPartitions = partitionsOf({ samplesPerPartition: 200_000 });

/** Which bits each table looks at: one mask for the upper and one for the lower word. */
export interface HammingTables {
  readonly distance: number;
  readonly masks: readonly { readonly high: number; readonly low: number }[];
}

export function planTables(distance: number): HammingTables {
  const blocks = distance + 2;
  const bounds = Array.from({ length: blocks + 1 }, (_, block) => Math.floor((64 * block) / blocks));
  const maskOf = (block: number): { high: number; low: number } => {
    const mask = { high: 0, low: 0 };
    for (let bit = bounds[block] ?? 0; bit < (bounds[block + 1] ?? 0); bit++) {
      if (bit < 32) mask.low |= 1 << bit;
      else mask.high |= 1 << (bit - 32);
    }
    return mask;
  };
  const masks = [];
  for (let one = 0; one < blocks; one++) {
    for (let other = one + 1; other < blocks; other++) {
      const [a, b] = [maskOf(one), maskOf(other)];
      masks.push({ high: a.high | b.high, low: a.low | b.low });
    }
  }
  return { distance, masks };
}

/** Bytes on disk for a million samples at a distance of 3: 10 tables. */
export const hammingDiskBytesPerMillion = 201_000_000;

export function hammingDistance(a: Fingerprint, b: Fingerprint): number {
  return bitsSet(a.high ^ b.high) + bitsSet(a.low ^ b.low);
}

export interface Fingerprint {
  readonly high: number;
  readonly low: number;
}

function bitsSet(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Writes the fingerprints of one split. */
export class FingerprintWriter {
  readonly #runs: ExternalSorter;
  readonly #record = new Uint32Array(recordWords);

  constructor(
    folder: string,
    partitions: number,
    readonly tables: HammingTables,
  ) {
    mkdirSync(folder, { recursive: true });
    this.#runs = new ExternalSorter(fingerprintPath(folder), { words: recordWords, sections: partitions });
  }

  add({ high, low }: Fingerprint, rank: number, ordinal: number): void {
    const record = this.#record;
    record[1] = rank;
    record[2] = ordinal;
    record[3] = high;
    record[4] = low;
    for (const [table, mask] of this.tables.masks.entries()) {
      record[0] = tableKey(table, high & mask.high, low & mask.low);
      this.#runs.add(record);
    }
  }

  finish(): void {
    this.#runs.finish();
  }
}

/** How fingerprints are stored. */
export function storedFingerprints<Settings>(settings: Settings) {
  const record = { words: recordWords, rankAt: 1, ordinalAt: 2 };
  return storedRun(settings, hammingDiskBytesPerMillion, fingerprintPath, record);
}

function fingerprintPath(folder: string): string {
  return join(folder, "fingerprints.run");
}

function tableKey(table: number, high: number, low: number): number {
  return mix32(mix32(mix32(table + 1) ^ high) ^ low);
}

interface Member extends Ranked, Fingerprint {
  readonly isStored: boolean;
}

/**
 * Matches one partition of all splits and writes an edge for each pair within the distance, with the share of equal bits as
 * similarity. In a bucket each sample is compared with the first of each fingerprint before it: copies of one fingerprint have
 * the same edges, so the later ones need not be met.
 */
export function matchFingerprints(
  partition: number,
  sketches: SketchSet,
  edgeFile: string,
  tables: HammingTables,
): void {
  const parts = openPartition(sketches, partition, fingerprintPath, recordWords);
  const edges = new EdgeWriter(edgeFile);
  let leaders: Member[] = [];
  let key: number | undefined;
  try {
    // Sorted by key and rank; among equal ones, samples come in the order of the corpus.
    const merge = new WindowMerge(parts, recordWords, 2);
    while (merge.next()) {
      const { block, offset } = merge;
      const { split } = sketches.splits[merge.part]!;
      const ordinal = block[offset + 2]!;
      if (sketches.isRemoved(split, ordinal)) continue;
      const own = block[offset]!;
      if (own !== key) leaders = [];
      key = own;
      const member = {
        rank: block[offset + 1]!,
        high: block[offset + 3]!,
        low: block[offset + 4]!,
        split,
        ordinal,
        isStored: merge.part < sketches.stored,
      };
      compareWithLeaders(member, leaders, own, tables, edges);
    }
    edges.finish();
  } finally {
    for (const part of parts) part.reader.close();
  }
}

function compareWithLeaders(
  member: Member,
  leaders: Member[],
  key: number,
  tables: HammingTables,
  edges: EdgeWriter,
): void {
  let isCopy = false;
  for (const leader of leaders) {
    const distance = hammingDistance(leader, member);
    if (distance === 0) isCopy = true;
    // A stored document always stays, so that two of them need no edge.
    if (member.isStored) continue;
    if (distance > tables.distance || firstSharedKey(leader, member, tables) !== key) continue;
    edges.add(leader, member, 1 - distance / 64);
  }
  if (!isCopy && leaders.length < maxLeaders) leaders.push(member);
}

/** The key under which a pair meets first. A pair may meet in several tables, and is judged only in the first of them. */
function firstSharedKey(a: Fingerprint, b: Fingerprint, { masks }: HammingTables): number | undefined {
  const high = a.high ^ b.high;
  const low = a.low ^ b.low;
  const table = masks.findIndex((mask) => (high & mask.high) === 0 && (low & mask.low) === 0);
  const mask = masks[table];
  return mask === undefined ? undefined : tableKey(table, a.high & mask.high, a.low & mask.low);
}
