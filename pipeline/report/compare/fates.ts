/**
 * What became of each sample of a finished run: kept, dropped for a reason, or failed; sorted by the sample's identity.
 *
 * A sample is known by its id and its file, and among those of one id by their order in the file, so that two records with one id stay
 * two. A record that never became a sample has no id: what stands in its place is what could not be read. Not by the place itself: it
 * is a line in the part of a file that its reader began with and a byte behind, and a file is cut elsewhere when the input grows. Where a
 * run does not list all its samples, only the place tells which of one id is which.
 */
import { createHash } from "node:crypto";
import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { asideFiles } from "../../dataset/aside-files.js";
import type { Dataset } from "../../dataset/open-dataset.js";
import { linesOf } from "../../storage/lines.js";
import { ExternalSorter } from "../../storage/sorted-runs/external-sort.js";
import { RunReader } from "../../storage/sorted-runs/run-reader.js";

/** Identity 4, place in the source 2, fate 1, text 2, file 1, place in it 2: 32-bit words. */
const words = 12;
const lineOrByte = /([:@])(\d+)$/;

export interface Fate {
  /** 128 bits of SHA-256 of id and file (or origin), in hexadecimal digits. */
  readonly key: string;
  /** `kept`, `stage: reason` or `stage: error`. */
  readonly fate: string;
  /** 64 bits of SHA-256 of the text. */
  readonly text: string;
  /** Where `describe` finds the sample: the number of the file, and the place in it. */
  readonly file: number;
  readonly at: number;
}

export interface Described {
  readonly id: string;
  readonly origin: string;
  readonly text: string;
}

export class Fates {
  private readonly names: string[] = ["kept"];
  private readonly files: string[] = [];

  private constructor(
    private readonly dataset: Dataset,
    private readonly path: string,
    private readonly byOrder: boolean,
  ) {}

  /**
   * Reads a finished run. Memory does not grow with the run.
   *
   * @param path    a file of its own for the sorted fates
   * @param byOrder whether samples of one id and file are told apart by their order
   */
  static async of(dataset: Dataset, path: string, byOrder: boolean): Promise<Fates> {
    const output = dataset.folder;
    const fates = new Fates(dataset, path, byOrder);
    const sorter = new ExternalSorter(path, { words });
    if (fates.listsKept) await fates.addKept(sorter);
    for (const kind of ["rejects", "quarantine"] as const)
      for (const file of asideFiles(output, kind)) await fates.addAside(file, sorter);
    sorter.finish();
    return fates;
  }

  get listsKept(): boolean {
    return listsKept(this.dataset);
  }

  private async addKept(sorter: ExternalSorter): Promise<void> {
    this.files.push("");
    let row = 0;
    for await (const { id, origin, text } of this.dataset.readRows(0, this.dataset.rows))
      sorter.add(this.record(String(id), String(origin), 0, String(text), 0, row++));
  }

  private async addAside(file: string, sorter: ExternalSorter): Promise<void> {
    const number = this.files.push(file) - 1;
    let offset = 0;
    for await (const line of linesOf(createReadStream(file) as AsyncIterable<Buffer>)) {
      const { fate, id, origin, text } = asideOf(line);
      let name = this.names.indexOf(fate);
      if (name < 0) name = this.names.push(fate) - 1;
      sorter.add(this.record(id, origin, name, text, number, offset));
      offset += line.length + 1;
    }
  }

  /** All fates in the order of their keys. */
  *sorted(): Generator<Fate> {
    const run = new RunReader(this.path, words);
    for (let block = 0; block * run.blockRecords < run.records; block++) {
      const records = run.readBlock(block);
      for (let at = 0; at < records.length; at += words) {
        const part = records.subarray(at, at + words);
        yield {
          key: hexadecimal(part.subarray(0, 4)),
          fate: this.names[part[6] ?? 0] ?? "",
          text: hexadecimal(part.subarray(7, 9)),
          file: part[9] ?? 0,
          at: (part[10] ?? 0) + (part[11] ?? 0) * 2 ** 32,
        };
      }
    }
  }

  private record(
    id: string,
    origin: string,
    fate: number,
    text: string,
    file: number,
    at: number,
  ): Uint32Array {
    const isOrdered = this.byOrder && id + text !== "";
    const source = isOrdered ? origin.replace(lineOrByte, "") : origin;
    const [, unit, place = 0] = (isOrdered && lineOrByte.exec(origin)) || [];
    const key = createHash("sha256")
      .update(`${id}\n${source}\n${id === "" ? text : ""}`)
      .digest();
    const sum = createHash("sha256").update(text).digest();
    return Uint32Array.of(
      key.readUInt32BE(0),
      key.readUInt32BE(4),
      key.readUInt32BE(8),
      key.readUInt32BE(12),
      // Lines come first in a file.
      Math.floor(Number(place) / 2 ** 32) + (unit === "@" ? 2 ** 31 : 0),
      Number(place) % 2 ** 32,
      fate,
      sum.readUInt32BE(0),
      sum.readUInt32BE(4),
      file,
      at % 2 ** 32,
      Math.floor(at / 2 ** 32),
    );
  }

  /** The sample itself, read again. */
  async describe({ file, at }: Fate): Promise<Described> {
    const path = this.files[file] ?? "";
    if (path !== "") {
      const { id, origin, text } = asideOf(lineAt(path, at));
      return { id, origin, text };
    }
    for await (const { id, origin, text } of this.dataset.readRows(at, 1))
      return { id: String(id), origin: String(origin), text: String(text) };
    throw new Error(`row ${at} is not there`);
  }
}

/** Whether the rows are documents; rows of tokens do not tell which documents they hold. */
export function listsKept({ columns }: Dataset): boolean {
  const names = columns.map(({ name }) => name);
  return names.includes("id") && names.includes("text") && names.includes("origin");
}

/** A line of rejects/ or quarantine/. */
function asideOf(line: Buffer): Described & { readonly fate: string } {
  const aside = JSON.parse(line.toString("utf8")) as {
    stage: string;
    reason?: string;
    code?: string;
    id?: string;
    origin: string;
    text?: string;
    raw?: string;
    sample?: { id: string; text: string };
  };
  return {
    fate: `${aside.stage}: ${aside.reason ?? aside.code ?? ""}`,
    id: aside.id ?? aside.sample?.id ?? "",
    origin: aside.origin,
    text: aside.text ?? aside.sample?.text ?? aside.raw ?? "",
  };
}

function lineAt(path: string, offset: number): Buffer {
  const descriptor = openSync(path, "r");
  try {
    const parts: Buffer[] = [];
    for (let at = offset; ; ) {
      const part = Buffer.alloc(1 << 16);
      const got = readSync(descriptor, part, 0, part.length, at);
      const end = part.subarray(0, got).indexOf(0x0a);
      parts.push(part.subarray(0, end < 0 ? got : end));
      if (end >= 0 || got === 0) return Buffer.concat(parts);
      at += got;
    }
  } finally {
    closeSync(descriptor);
  }
}

function hexadecimal(numbers: Uint32Array): string {
  return Array.from(numbers, (number) => number.toString(16).padStart(8, "0")).join("");
}
