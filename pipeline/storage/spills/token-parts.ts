/** The token spills of all splits (token-spill.ts) as one virtual stream, which rows are cut from. */
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import type { TokenStream } from "../../contracts/stage.js";
import { readUint32s } from "../exact-bytes.js";
import { readExactly } from "./spill-read.js";
import { type DocumentPlace, tokenWidth } from "./token-spill.js";

type TokenIds = Parameters<TokenStream["read"]>[2];

export interface TokenPart {
  readonly folder: string;
  readonly tokens: number;
  readonly documents: number;
}

interface OpenPart {
  readonly part: number;
  /** Tokens [start, end) of the stream. */
  readonly start: number;
  readonly end: number;
  readonly path: string;
  readonly descriptor: number;
  /** Where each document begins, counted from the start of the part. */
  readonly documentStarts: Float64Array;
  readonly promptLengths: Uint32Array;
  /** Split and ordinal of each document; empty where it stands where the stream phase left it. */
  readonly places: Uint32Array;
}

/** A document by its place in a part, and where it begins in the stream. */
interface PlacedDocument {
  readonly part: OpenPart;
  readonly index: number;
  readonly start: number;
}

/** The stream over all parts. Holds at most one part's document lengths and one open file at a time. */
export class TokenParts implements TokenStream {
  readonly documents: number;
  readonly tokens: number;
  private readonly starts: readonly number[];
  private scratch = new Uint8Array(0);
  private open: OpenPart | undefined;

  constructor(
    private readonly parts: readonly TokenPart[],
    readonly vocabularySize: number,
  ) {
    const starts = [0];
    for (const part of parts) starts.push((starts.at(-1) ?? 0) + part.tokens);
    this.starts = starts;
    this.tokens = starts.at(-1) ?? 0;
    this.documents = parts.reduce((sum, part) => sum + part.documents, 0);
  }

  read(from: number, to: number, into: TokenIds): Promise<readonly number[]> {
    const documentStarts: number[] = [];
    for (const part of this.partsWithin(from, to)) {
      const first = Math.max(from, part.start);
      const last = Math.min(to, part.end);
      this.readTokens(part, first - part.start, last - part.start, into.subarray(first - from, last - from));
      const inPart = part.documentStarts;
      for (let index = lowerBound(inPart, first - part.start); index < inPart.length; index++) {
        const position = part.start + inPart[index]!;
        if (position >= last) break;
        documentStarts.push(position);
      }
    }
    return Promise.resolve(documentStarts);
  }

  prompts(from: number, to: number): [number, number][] {
    const spans: [number, number][] = [];
    for (const { part, index, start } of this.documentsWithin(from, to)) {
      const end = start + part.promptLengths[index]!;
      if (end > start && end > from) spans.push([start, end]);
    }
    return spans;
  }

  /** The documents that reach into [from, to): where they begin in the stream, and where they came from. */
  documentsIn(from: number, to: number): (DocumentPlace & { readonly start: number })[] {
    return this.documentsWithin(from, to).map(({ part: { part, places }, index, start }) =>
      places.length === 0
        ? { start, split: part, ordinal: index }
        : { start, split: places[2 * index]!, ordinal: places[2 * index + 1]! },
    );
  }

  close(): void {
    if (this.open !== undefined) closeSync(this.open.descriptor);
    this.open = undefined;
  }

  private documentsWithin(from: number, to: number): PlacedDocument[] {
    const found: PlacedDocument[] = [];
    for (const part of this.partsWithin(from, to)) {
      const { documentStarts } = part;
      let index = lowerBound(documentStarts, from - part.start);
      // The document that holds `from` may have begun before it.
      if (index > 0 && part.start + (documentStarts[index] ?? Number.POSITIVE_INFINITY) > from) index--;
      for (; index < documentStarts.length; index++) {
        const start = part.start + documentStarts[index]!;
        if (start >= to) break;
        found.push({ part, index, start });
      }
    }
    return found;
  }

  /** The parts that hold tokens [from, to), each open until the next one is asked for. */
  private *partsWithin(from: number, to: number): Generator<OpenPart> {
    for (let part = this.partOf(from); part < this.parts.length && (this.starts[part] ?? 0) < to; part++)
      yield this.openPart(part);
  }

  /** The last part that starts at or before a position and is not empty there. */
  private partOf(position: number): number {
    let low = 0;
    let high = this.parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private openPart(part: number): OpenPart {
    if (this.open?.part === part) return this.open;
    this.close();
    const folder = this.parts[part]?.folder ?? "";
    const lengths = readUint32s(join(folder, "lengths"));
    const documentStarts = new Float64Array(lengths.length);
    let position = 0;
    lengths.forEach((length, index) => {
      documentStarts[index] = position;
      position += length;
    });
    const path = join(folder, "tokens");
    this.open = {
      part,
      start: this.starts[part] ?? 0,
      end: this.starts[part + 1] ?? 0,
      path,
      descriptor: openSync(path, "r"),
      documentStarts,
      promptLengths: readUint32s(join(folder, "prompts")),
      places: readUint32s(join(folder, "places")),
    };
    return this.open;
  }

  private readTokens({ descriptor, path }: OpenPart, from: number, to: number, into: TokenIds): void {
    const width = tokenWidth(this.vocabularySize);
    const size = (to - from) * width;
    if (into.BYTES_PER_ELEMENT === width) {
      readExactly(descriptor, new Uint8Array(into.buffer, into.byteOffset, size), from * width, path);
      return;
    }
    if (size > this.scratch.length) this.scratch = new Uint8Array(size);
    const bytes = this.scratch.subarray(0, size);
    readExactly(descriptor, bytes, from * width, path);
    into.set(
      width === 2 ? new Uint16Array(bytes.buffer, 0, to - from) : new Uint32Array(bytes.buffer, 0, to - from),
    );
  }
}

function lowerBound(values: Float64Array, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
