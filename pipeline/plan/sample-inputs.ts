/**
 * What a look into a few files tells of all of them. For forecasts, and for which splits are begun first: splits and partitions come
 * from sizes and names alone, so that what is written depends on nothing else.
 */

import { decompress, detectCompression, isUnpacked } from "../storage/compression/compression.js";
import { CompressionFailure } from "../storage/compression/compression-failure.js";
import type { UnpackedFrom } from "../storage/compression/packed-bytes.js";
import { statedSize } from "../storage/compression/stated-size.js";
import { isRemote } from "../storage/location.js";
import { readBytes } from "../storage/read-bytes.js";
import type { InputFile } from "./list-inputs.js";

/** What files hold. */
interface Amounts {
  /** Bytes of the files when unpacked. */
  readonly bytes: number;
  readonly samples: number;
  /** Bytes of the texts in a spill, which stores texts as UTF-16 or Latin-1. */
  readonly spilled: number;
}

/** The same amounts for each byte of a file's size as stored. */
export type Density = Amounts;

export interface ForecastInput extends Amounts {
  /**
   * All bytes of the input are cut into equal parts, in order; the file in the middle of each part stands for that part, and here
   * is its density.
   */
  readonly densities: readonly Density[];
  /** Whether all the files that stand for the others could be looked into. */
  readonly isSampled: boolean;
}

/** How many files are looked into, and how many bytes of each are unpacked. */
const picks = 16;
const headBytes = 256 * 1024;
const pieceBytes = 16 * 1024;
/** No text packs 256-fold. What unpacks to more is a decompression bomb: the run will refuse it, and it must not hold up the plan. */
const mostUnpacked = 256 * headBytes;
/** What a file states is not believed beyond so many times its head: one that was cut off states any number up to 4 GiB. */
const mostTimesHead = 16;
const lineFeed = 10;
const openBrace = 123;

/**
 * Estimates what the files hold by looking into some of them; large files are more likely to be looked into. Names are not
 * enough: texts pack to a half or to a twelfth of their size, and a record may have 200 bytes or 200,000. Remote files and files
 * that cannot be read are estimated by their names.
 *
 * @param usual what the name of a file tells
 */
export async function sampleInputs(
  files: readonly InputFile[],
  usual: (file: string) => Density,
): Promise<ForecastInput> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const known = new Map<string, Density | undefined>();
  const densities: Density[] = [];
  for (const picked of pick(files, total)) {
    const { file } = picked;
    if (!known.has(file)) known.set(file, await densityOf(picked, usual(file)));
    densities.push(known.get(file) ?? usual(file));
  }
  const amount = (of: keyof Density): number =>
    densities.reduce((sum, density) => sum + (density[of] * total) / picks, 0);
  return {
    bytes: Math.ceil(amount("bytes")),
    samples: Math.max(1, Math.ceil(amount("samples"))),
    spilled: Math.ceil(amount("spilled")),
    densities,
    isSampled: [...known.values()].every((density) => density !== undefined),
  };
}

/** The files in which `picks` places of all bytes lie, evenly spaced. */
function pick(files: readonly InputFile[], total: number): InputFile[] {
  const picked: InputFile[] = [];
  let end = 0;
  for (const file of files) {
    end += file.bytes;
    while (picked.length < picks && ((picked.length + 0.5) / picks) * total < end) picked.push(file);
  }
  return picked;
}

/** Undefined where nobody can look into the file. */
async function densityOf({ file, bytes }: InputFile, usual: Density): Promise<Density | undefined> {
  if (isRemote(file)) return undefined;
  try {
    const head = await unpackHead(file, bytes);
    if (head === undefined) return undefined;
    const { expansion, lines } = head;
    // What comes later refers to what came before, and packs better than the head.
    const stated = ((await statedSize(file, bytes)) ?? 0) / bytes;
    const found = stated > mostTimesHead * expansion ? expansion : Math.max(expansion, stated);
    // Not lines of JSON, or none that ends within the head: a file of one line without a line feed, a document of megabytes.
    if (lines.records === 0 || lines.bytes === 0)
      return { bytes: found, samples: usual.samples, spilled: found };
    const each = found / lines.bytes;
    return { bytes: found, samples: lines.records * each, spilled: lines.spilled * each };
  } catch {
    // Nothing is reported here; the run will report it when it reads the file.
    return undefined;
  }
}

interface Head {
  readonly expansion: number;
  readonly lines: LineCounter;
}

async function unpackHead(file: string, bytes: number): Promise<Head | undefined> {
  const compression = await compressionOf(file);
  if (!isUnpacked(compression)) return undefined;
  const from: UnpackedFrom = { place: 0 };
  const lines = new LineCounter();
  let unpacked = 0;
  // What came out of the packed bytes before a place; several blocks come of one place.
  let settled = { place: 0, unpacked: 0 };
  // The first half fills the window that the second refers to.
  let half = settled;
  try {
    for await (const block of decompress((start) => beginning(file, start), compression, from)) {
      if (from.place > settled.place) settled = { place: from.place, unpacked };
      if (settled.place <= headBytes / 2) half = settled;
      unpacked += block.length;
      if (unpacked > mostUnpacked) return undefined;
      lines.add(block);
    }
    return { expansion: unpacked / Math.min(bytes, headBytes), lines };
  } catch (error) {
    // The head ends in the middle of a packed block. All that could be unpacked was handed out before this error.
    if (!(error instanceof CompressionFailure)) throw error;
  }
  if (settled.unpacked === half.unpacked) return undefined;
  return { expansion: (settled.unpacked - half.unpacked) / (settled.place - half.place), lines };
}

async function compressionOf(file: string): Promise<ReturnType<typeof detectCompression>> {
  for await (const block of readBytes(file, 0, 16)) return detectCompression(block);
  return "none";
}

/** The beginning of a file in small pieces, so that the place in the packed file is known closely for all that comes out. */
async function* beginning(file: string, start: number): AsyncGenerator<Buffer, void, undefined> {
  for await (const block of readBytes(file, start, headBytes)) {
    for (let at = 0; at < block.length; at += pieceBytes) yield block.subarray(at, at + pieceBytes);
  }
}

/** What lines of JSON will be as samples of a spill. */
class LineCounter {
  /** Lines that begin with an object. */
  records = 0;
  bytes = 0;
  spilled = 0;
  #length = 0;
  #units = 0;

  add(block: Buffer): void {
    for (let at = 0; at < block.length; at++) {
      const byte = block[at] ?? 0;
      if (this.#length === 0 && byte === openBrace) this.records++;
      this.#length++;
      // All but continuation bytes of UTF-8.
      if ((byte & 0xc0) !== 0x80) this.#units++;
      if (byte === lineFeed) this.#end();
    }
  }

  #end(): void {
    this.bytes += this.#length;
    this.spilled += this.#units === this.#length ? this.#length : 2 * this.#units;
    this.#length = 0;
    this.#units = 0;
  }
}
