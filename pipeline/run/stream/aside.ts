/**
 * Writes rejects or quarantine: each sample that did not go on as one JSON line with its text. The file is created with the first
 * line.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { Sample } from "../../contracts/sample.js";
import { writeAll } from "../../storage/exact-bytes.js";
import { temporaryPath } from "../temporaries.js";

/**
 * Characters that are held before they are written. While they are written, they exist as lines, as one string and as bytes: 7
 * bytes for each character.
 */
const flushCharacters = 1 << 18;

/** Pictures above this many bytes are set aside cut: `origin` still says where the whole one lies. */
const keptImageBytes = 1 << 20;

/** A sample as a JSON record: the picture in base64, without what stages computed. */
export function asideSample(sample: Sample): object {
  const { tokens: _tokens, arrays: _arrays, image, captions, ...fields } = sample;
  return {
    ...fields,
    ...(captions.length === 0 ? {} : { captions }),
    ...(image === undefined
      ? {}
      : {
          image: {
            format: image.format,
            width: image.width,
            height: image.height,
            bytes: image.bytes.length,
            base64: Buffer.from(image.bytes.subarray(0, keptImageBytes)).toString("base64"),
          },
        }),
  };
}

export class AsideWriter {
  private descriptor: number | undefined;
  private pending: string[] = [];
  private pendingCharacters = 0;
  private readonly temporary: string;

  constructor(private readonly path: string) {
    this.temporary = temporaryPath(path);
  }

  write(record: object): void {
    const line = `${JSON.stringify(record)}\n`;
    this.pending.push(line);
    this.pendingCharacters += line.length;
    if (this.pendingCharacters >= flushCharacters) this.flush();
  }

  private flush(): void {
    if (this.pending.length === 0) return;
    if (this.descriptor === undefined) {
      mkdirSync(dirname(this.path), { recursive: true });
      this.descriptor = openSync(this.temporary, "w");
    }
    writeAll(this.descriptor, Buffer.from(this.pending.join("")));
    this.pending = [];
    this.pendingCharacters = 0;
  }

  /** Publishes the file, on the disk for good; an earlier attempt's file goes when there is nothing to keep. */
  finish(): void {
    this.flush();
    if (this.descriptor === undefined) {
      rmSync(this.path, { force: true });
      return;
    }
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
    renameSync(this.temporary, this.path);
  }
}
