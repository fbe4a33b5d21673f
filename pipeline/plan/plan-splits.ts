/** A listing -> splits, from sizes and names only, independent of the number of workers. */
import type { Split } from "../contracts/stage.js";
import type { InputFile } from "./list-inputs.js";

/** A split without `root`, which the listing does not tell. */
type CutSplit = Omit<Split, "root">;

/** What a source says of its files, by their names. */
export interface SplitRules {
  divisible(file: string): boolean;
  /** Whether a file may be cut for the price of going through what stands before a split. */
  unwinds?: ((file: string) => boolean) | undefined;
  /** For sources that read many small files in one split: the part of the path that files have in common which must stay together. */
  gathers?: ((file: string) => string) | undefined;
}

/** Files that one split gathers at most: each of them costs the plan a line. */
const maxGathered = 4096;

/** Unpacked bytes per byte of a compressed text file: for forecasts, and for where to cut. */
export const expansion = 4;
const isPacked = (file: string): boolean => /\.(gz|zst|bz2|xz)$/i.test(file);
const unpackedBytes = ({ file, bytes }: InputFile): number => bytes * (isPacked(file) ? expansion : 1);

/**
 * A small input is cut finer than the recipe says, into about this many splits: with two or three, workers wait for each other or
 * have nothing to do. Splits do not become smaller than `leastCut`, since each task itself costs 15 to 40 ms of CPU time.
 */
const fewestSplits = 16;
const leastCut = 16 * 1024 * 1024;
/**
 * A single file is cut into one of these numbers of equal parts, which two, three or four workers can share evenly. From 13 parts
 * on it matters little.
 */
const evenCounts = [1, 2, 3, 4, 6, 8, 12];

/**
 * Packed files, arrays, tables and archives can only be read from their start. One that holds more than 1/16 of the whole input,
 * unpacked, would keep one worker busy while the others have nothing left to do. It is cut into up to four parts; each part has
 * to pass over everything before it, so that with four parts the file is read 2.5 times.
 */
const dominantShare = 16;
const mostUnwound = 4;

/**
 * Above this many splits, small files share a split: each task has a fixed cost, and there are still enough tasks for any number
 * of workers.
 */
const manySplits = 512;
/** Files below this size are read faster than a task can be handed out and published, above all in a store. */
const fewestJoinedBytes = 1024 * 1024;

/**
 * Makes one split of each file, with these exceptions. A file that can be cut at any byte becomes ranges of at most `mostBytes`,
 * equal to within one byte. A file that dominates the input but must be read from its start becomes up to four parts. Small files
 * share splits when there are very many of them, or when their source gathers them.
 */
export function planSplits(files: readonly InputFile[], rules: SplitRules, mostBytes: number): CutSplit[] {
  const unpacked = files.reduce((sum, file) => sum + unpackedBytes(file), 0);
  const splitBytes = Math.min(mostBytes, Math.max(leastCut, Math.ceil(unpacked / fewestSplits)));
  if (rules.gathers !== undefined) return gatherFiles(files, rules.gathers, splitBytes);
  const splits = cutFiles(files, rules, splitBytes, unpacked);
  if (splits.length <= manySplits) return splits;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return joinSmall(splits, splitBytes, total);
}

function cutFiles(
  files: readonly InputFile[],
  rules: SplitRules,
  splitBytes: number,
  unpacked: number,
): CutSplit[] {
  const splits: CutSplit[] = [];
  for (const entry of files) {
    const { input, file, bytes } = entry;
    const cuttable = rules.divisible(file);
    const unwound =
      !cuttable && unpackedBytes(entry) * dominantShare > unpacked && rules.unwinds?.(file) === true;
    const wanted = evenCount((cuttable ? bytes : unpackedBytes(entry)) / splitBytes);
    const parts = cuttable ? wanted : unwound ? Math.min(mostUnwound, wanted) : 1;
    for (let part = 0; part < parts; part++) {
      splits.push({
        index: splits.length,
        input,
        file,
        start: Math.floor((bytes * part) / parts),
        end: Math.floor((bytes * (part + 1)) / parts),
        divisible: cuttable,
      });
    }
  }
  return splits;
}

function evenCount(splits: number): number {
  return evenCounts.find((count) => count >= splits) ?? Math.ceil(splits);
}

/**
 * Joins splits that are neighbours in one input, and whole files, until they have enough bytes together. Order and content stay
 * as they are.
 */
function joinSmall(splits: readonly CutSplit[], splitBytes: number, total: number): CutSplit[] {
  const enough = Math.min(splitBytes, Math.max(fewestJoinedBytes, Math.ceil(total / manySplits)));
  const joined: CutSplit[] = [];
  let group: CutSplit[] = [];
  let bytes = 0;
  const close = (): void => {
    const [first] = group;
    if (first === undefined) return;
    const pieces = group.map(({ file, end, divisible }) => ({ file, bytes: end, divisible }));
    const index = joined.length;
    joined.push(
      group.length === 1
        ? { ...first, index }
        : { index, input: first.input, file: first.file, pieces, start: 0, end: bytes, divisible: false },
    );
    group = [];
    bytes = 0;
  };
  for (const [at, split] of splits.entries()) {
    const isWhole = split.start === 0 && splits[at + 1]?.file !== split.file;
    const fits = group.length < maxGathered && bytes + split.end <= enough && group[0]?.input === split.input;
    if (!isWhole || !fits) close();
    if (isWhole) {
      group.push(split);
      bytes += split.end;
    } else joined.push({ ...split, index: joined.length });
  }
  close();
  return joined;
}

/** Files come sorted, so that what has a name in common stands together. */
function gatherFiles(
  files: readonly InputFile[],
  nameInCommon: (file: string) => string,
  splitBytes: number,
): CutSplit[] {
  const splits: CutSplit[] = [];
  let gathered: InputFile[] = [];
  let bytes = 0;
  const close = (): void => {
    const [first] = gathered;
    if (first === undefined) return;
    splits.push({
      index: splits.length,
      input: first.input,
      file: first.file,
      files: gathered.map(({ file }) => file),
      start: 0,
      end: bytes,
      divisible: false,
    });
    gathered = [];
    bytes = 0;
  };
  for (const entry of files) {
    const last = gathered.at(-1);
    const isFull = bytes >= splitBytes || gathered.length >= maxGathered;
    if (
      last !== undefined &&
      (last.input !== entry.input || (isFull && nameInCommon(last.file) !== nameInCommon(entry.file)))
    )
      close();
    gathered.push(entry);
    bytes += entry.bytes;
  }
  close();
  return splits;
}
