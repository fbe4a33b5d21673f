/**
 * Where documents come from, by their ordinal in a split: a line `["origin","id"]` each, in gzip members of 1,024 lines. Beside the file
 * `NAME.members`: f64 little-endian, where each member begins. One document is read by unpacking one member.
 */
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { readAll, readFloat64s, writeAll } from "../exact-bytes.js";

const linesPerMember = 1024;

export interface DocumentOrigin {
  readonly origin: string;
  readonly id: string;
}

export class OriginsWriter {
  private readonly descriptor: number;
  private readonly members: number[] = [];
  private lines: string[] = [];
  private position = 0;

  private readonly temporary: string;

  /** @param temporaryPath where a file is written until it is whole */
  constructor(
    private readonly path: string,
    private readonly temporaryPath: (path: string) => string,
  ) {
    mkdirSync(dirname(path), { recursive: true });
    this.temporary = temporaryPath(path);
    this.descriptor = openSync(this.temporary, "w");
  }

  /** What is there after `finish`. */
  get files(): readonly string[] {
    return [this.path, membersPath(this.path)];
  }

  write({ origin, id }: DocumentOrigin): void {
    this.lines.push(`${JSON.stringify([origin, id])}\n`);
    if (this.lines.length === linesPerMember) this.flush();
  }

  finish(): void {
    if (this.lines.length > 0) this.flush();
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
    const members = membersPath(this.path);
    const temporary = this.temporaryPath(members);
    writeFileSync(temporary, new Uint8Array(Float64Array.from(this.members).buffer), { flush: true });
    renameSync(temporary, members);
    renameSync(this.temporary, this.path);
  }

  private flush(): void {
    const bytes = gzipSync(this.lines.join(""));
    writeAll(this.descriptor, bytes);
    this.members.push(this.position);
    this.position += bytes.length;
    this.lines = [];
  }
}

/** @throws Error when the file is not there or damaged */
export function readOrigin(path: string, ordinal: number): DocumentOrigin {
  const members = readFloat64s(membersPath(path));
  const member = Math.floor(ordinal / linesPerMember);
  const start = members[member];
  if (start === undefined) throw new Error(`${path} has no document ${ordinal}`);
  const descriptor = openSync(path, "r");
  try {
    const end = members[member + 1] ?? fstatSync(descriptor).size;
    const packed = Buffer.alloc(end - start);
    readAll(descriptor, packed, start, () => new Error(`${path} ends too early`));
    const line = gunzipSync(packed).toString("utf8").split("\n")[ordinal % linesPerMember];
    const [origin, id] = JSON.parse(line ?? "") as [string, string];
    return { origin, id };
  } finally {
    closeSync(descriptor);
  }
}

function membersPath(path: string): string {
  return path.replace(/\.gz$/, ".members");
}
