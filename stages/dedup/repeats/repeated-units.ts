/**
 * Lines, paragraphs or sentences that stand in many documents: found by hash over the whole corpus and cut out of the
 * documents, which stay without them.
 *
 * `units.run` of a split, sorted, one section a match partition, one record a unit:
 *
 * | word  | what                                    |
 * |-------|-----------------------------------------|
 * | 0 - 2 | 96-bit hash of scope and folded unit    |
 * | 3     | ordinal of the sample                   |
 * | 4, 5  | start and end in UTF-16 units           |
 * | 6     | hash of the longest units of the sample |
 *
 * What no document keeps must stand in different documents: an article that a host serves under five addresses is not its
 * template. Samples with the same longest units count as one there.
 *
 * Two different units among 10^11 meet with a probability below 1e-6.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Sample } from "../../../pipeline/contracts/sample.js";
import type { Address, Sketcher, SketchSet } from "../../../pipeline/contracts/stage.js";
import { ExternalSorter } from "../../../pipeline/storage/sorted-runs/external-sort.js";
import { RunMerge } from "../../../pipeline/storage/sorted-runs/run-merge.js";
import { compareRecords } from "../../../pipeline/storage/sorted-runs/sort-records.js";
import { mix32 } from "../../text/hash.js";
import { Folder } from "../fold/fold.js";
import { CutWriter } from "../matching/cut-file.js";
import { partitionsOf } from "../matching/partition-count.js";
import { openPartition } from "../matching/stored-runs.js";
import { LongestUnits } from "./longest-units.js";
import { sequenceLines } from "./sequence-lines.js";
import { cutUnits, type UnitLevel } from "./text-units.js";

const unitWords = 7;
const keyWords = 3;
/**
 * Until a unit was found in enough different texts, its place is remembered in at most this many copies of one text;
 * copies beyond that keep the unit.
 */
export const mostCopies = 1 << 14;

/** Bytes on disk for a million documents of about 30 units. */
export const unitDiskBytesPerMillion = 850_000_000;

export const unitPartitions = partitionsOf({ samplesPerPartition: 100_000 });

/** Parameters that the levels share; what is usual differs between them. */
export function unitParameters(usual: {
  readonly minDocuments: number;
  readonly minCharacters: number;
  readonly keep: "first" | "none";
}) {
  return {
    "min-documents": z
      .number()
      .int()
      .min(2)
      .default(usual.minDocuments)
      .describe(
        "Documents that a unit must stand in to be cut out; with `keep: none`, copies of one text count once. A number and no share: sayings and quotations repeat, too, so raise it where far more documents are counted together than the 30 million of Llama 3",
      ),
    "min-characters": z
      .number()
      .int()
      .min(1)
      .default(usual.minCharacters)
      .describe("Code points, after folding, of the shortest unit that is cut out"),
    keep: z
      .enum(["first", "none"])
      .default(usual.keep)
      .describe("Whether the first occurrence in the corpus stays, or none"),
    scope: z
      .enum(["corpus", "source", "host"])
      .default("corpus")
      .describe(
        "Where documents are counted: in the whole corpus, in each input, or in each host of an address (records without one: in each input)",
      ),
    digits: z
      .enum(["equal", "distinct"])
      .default("equal")
      .describe(
        "Whether units that differ in digits only are one unit, such as a line with a number of readers",
      ),
  };
}

export type UnitParameters = z.output<z.ZodObject<ReturnType<typeof unitParameters>>>;

/** Writes the units of one split. */
export class UnitSketch implements Sketcher {
  readonly #folder = new Folder("full");
  readonly #units: ExternalSorter;
  readonly #record = new Uint32Array(unitWords);
  readonly #longest = new LongestUnits();
  #bounds: number[] = [];
  /** The units of a sample (hash, start and end), which are written when the longest units of the sample are known. */
  #waiting: number[] = [];

  /** @param span how many units in a row are looked at as one: 1, or more for windows of sentences */
  constructor(
    folder: string,
    partitions: number,
    readonly level: UnitLevel,
    readonly span: number,
    readonly params: UnitParameters,
  ) {
    mkdirSync(folder, { recursive: true });
    this.#units = new ExternalSorter(unitPath(folder), { words: unitWords, sections: partitions });
  }

  add(sample: Sample, ordinal: number): void {
    const { text } = sample;
    const scope = scopeOf(sample, this.params.scope);
    this.#bounds = [0];
    this.#waiting = [];
    this.#longest.clear();
    cutUnits(text, this.level, (_, end) => this.#bounds.push(end));
    const fixed = this.level === "line" ? sequenceLines(text, this.#bounds) : undefined;
    for (let first = 0; first + this.span < this.#bounds.length; first++) {
      const isFixed = fixed?.[first] === 1;
      this.#findUnit(text, this.#bounds[first]!, this.#bounds[first + this.span]!, scope, isFixed);
    }
    const record = this.#record;
    record[3] = ordinal;
    record[6] = this.#longest.hash();
    for (let at = 0; at < this.#waiting.length; at += keyWords + 2) {
      for (let word = 0; word < keyWords; word++) record[word] = this.#waiting[at + word]!;
      record[4] = this.#waiting[at + keyWords]!;
      record[5] = this.#waiting[at + keyWords + 1]!;
      this.#units.add(record);
    }
  }

  #findUnit(text: string, from: number, end: number, scope: number, isFixed: boolean): void {
    const folder = this.#folder;
    const length = folder.fold(text.slice(from, end));
    // A unit of nothing but punctuation, such as the rule of a table, has no length when folded; it stays.
    if (length === 0) return;
    if (this.params.digits === "equal") equalDigits(folder.points, length);
    const hash = folder.hash(length);
    this.#longest.add(length, hash[0]!);
    if (isFixed || length < this.params["min-characters"]) return;
    for (let word = 0; word < keyWords; word++) this.#waiting.push(mix32(hash[word]! ^ scope));
    this.#waiting.push(isLineEnd(text[end - 1]) ? from : startOfLast(text, from, end), end);
  }

  async finish(): Promise<void> {
    this.#units.finish();
  }
}

function unitPath(folder: string): string {
  return join(folder, "units.run");
}

function scopeOf({ url, source }: Sample, scope: UnitParameters["scope"]): number {
  if (scope === "corpus") return 0;
  const host = scope === "host" && url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
  let hash = host === undefined ? 1 : 2;
  for (const unit of host ?? source) hash = mix32(hash ^ (unit.codePointAt(0) ?? 0));
  return hash;
}

function equalDigits(points: Uint32Array, length: number): void {
  for (let i = 0; i < length; i++) if (points[i]! >= 0x30 && points[i]! <= 0x39) points[i] = 0x30;
}

function isLineEnd(unit: string | undefined): boolean {
  return unit === "\n" || unit === "\r";
}

/** Where to begin the cut of a unit without a line end. If it is the last of the text, the line end before it goes, too. */
function startOfLast(text: string, from: number, end: number): number {
  let start = from;
  if (end === text.length) while (start > 0 && isLineEnd(text[start - 1])) start--;
  return start;
}

/**
 * Merges the units of one partition and writes the cuts of those that stand in enough documents. Holds one block a split, and
 * the occurrences of one unit in the first `min-documents` documents and in `mostCopies` copies of them.
 */
export function matchUnits(
  partition: number,
  sketches: SketchSet,
  cutFile: string,
  params: Pick<UnitParameters, "min-documents" | "keep">,
): void {
  const parts = openPartition(sketches, partition, unitPath, unitWords);
  const cuts = new CutWriter(cutFile);
  const key = new Uint32Array(keyWords);
  let group: UnitGroup | undefined;
  try {
    // Among equals the occurrences come in the order of the corpus.
    const merge = new RunMerge(parts, unitWords, keyWords);
    while (merge.next()) {
      const { block, offset } = merge;
      const { split } = sketches.splits[merge.part]!;
      const ordinal = block[offset + 3]!;
      if (sketches.isRemoved(split, ordinal)) continue;
      if (group === undefined || compareRecords(block, offset, key, 0, keyWords) !== 0) {
        for (let word = 0; word < keyWords; word++) key[word] = block[offset + word]!;
        group = new UnitGroup(params["min-documents"], params.keep, cuts);
      }
      group.add(split, ordinal, block[offset + 4]!, block[offset + 5]!, block[offset + 6]!);
    }
    cuts.finish();
  } finally {
    for (const part of parts) part.reader.close();
  }
}

/** The occurrences of one unit; they wait until enough documents have it. */
class UnitGroup {
  #waiting: [number, number, number, number][] = [];
  #documents = 0;
  #copies = 0;
  #mayWait = true;
  readonly #seen = new Set<number>();
  #split = -1;
  #ordinal = -1;
  #first: Address | undefined;

  constructor(
    readonly minDocuments: number,
    readonly keep: "first" | "none",
    readonly cuts: CutWriter,
  ) {}

  add(split: number, ordinal: number, start: number, end: number, longest: number): void {
    if (this.#documents < this.minDocuments && (split !== this.#split || ordinal !== this.#ordinal)) {
      this.#split = split;
      this.#ordinal = ordinal;
      const isCopy = this.keep === "none" && this.#seen.has(longest);
      if (isCopy) this.#copies++;
      else this.#documents++;
      this.#mayWait = !isCopy || this.#copies <= mostCopies;
      this.#seen.add(longest);
    }
    const isKept = this.#first === undefined && this.keep === "first";
    this.#first ??= { split, ordinal };
    if (isKept) return;
    if (this.#documents < this.minDocuments) {
      if (this.#mayWait) this.#waiting.push([split, ordinal, start, end]);
      return;
    }
    for (const cut of this.#waiting) this.cuts.add(...cut, this.#first);
    this.#waiting = [];
    this.cuts.add(split, ordinal, start, end, this.#first);
  }
}
