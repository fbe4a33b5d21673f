/**
 * Gzip streams (RFC 1952) with any number of members, zero padding between and after them, and exact recovery.
 *
 * Node's inflater drops the output of the write in which it meets an error. So a pass that fails in a piece of input is
 * run again with finer pieces from there on (64 KiB, 512 bytes, 1 byte): every byte before the damage is delivered, and
 * its offset is exact. A sound file is read once; a damaged one three times up to the damage.
 */
import { createGunzip, type Gunzip } from "node:zlib";
import { CompressionFailure, noneBegins } from "./compression-failure.js";
import type { ByteSource, UnpackedFrom } from "./packed-bytes.js";

const pieceSteps = [64 << 10, 512, 1] as const;
const outputBytes = 256 << 10;

export async function* decompressGzip(
  source: ByteSource,
  from: UnpackedFrom,
): AsyncGenerator<Buffer, void, undefined> {
  let delivered = 0;
  /** Offset in the file from which on the input is given in finer pieces. */
  let fineStart = Number.POSITIVE_INFINITY;
  let fineStep = 0;
  for (;;) {
    let produced = 0;
    let inflater = new Inflater();
    let members = 0;
    let failedAt = -1;
    let failedBytes = 0;
    let reason = "";
    let offset = 0;
    let padding = false;
    pass: for await (const piece of pieces(source(0), fineStart, pieceSteps[fineStep] ?? 1)) {
      let rest = piece;
      while (rest.length > 0) {
        if (padding) {
          const first = firstNonZero(rest);
          offset += first;
          rest = rest.subarray(first);
          if (rest.length === 0) break;
          padding = false;
          inflater = new Inflater();
        }
        const step = await inflater.write(rest);
        for (const output of step.outputs) {
          produced += output.length;
          if (produced <= delivered) continue;
          const fresh = Math.min(output.length, produced - delivered);
          delivered = produced;
          from.place = offset;
          yield fresh === output.length ? output : output.subarray(output.length - fresh);
        }
        if (step.failure !== undefined) {
          failedAt = offset;
          failedBytes = rest.length;
          reason = step.failure;
          break pass;
        }
        offset += step.consumed;
        rest = rest.subarray(step.consumed);
        if (step.ended) {
          members++;
          padding = true;
        }
      }
    }
    if (failedAt < 0) {
      if (padding) return;
      const last = await inflater.finish();
      for (const output of last.outputs) {
        produced += output.length;
        from.place = offset;
        if (produced > delivered) yield output;
      }
      if (last.failure !== undefined) {
        throw new CompressionFailure("truncated-compression", "the gzip stream ends inside a member", offset);
      }
      return;
    }
    if (failedBytes > 1) {
      fineStart = failedAt;
      fineStep++;
      continue;
    }
    inflater.close();
    if (reason === "incorrect header check" && (members > 0 || produced > 0)) {
      // The failure was noticed at the second byte of the next member's magic number.
      throw noneBegins("gzip member", true, Math.max(0, failedAt - 1));
    }
    throw new CompressionFailure("corrupt-compression", `the gzip stream is damaged: ${reason}`, failedAt);
  }
}

/** Cuts blocks to pieces: coarse ones before `fineStart`, `fineBytes` long ones after it. */
async function* pieces(
  blocks: AsyncIterable<Buffer>,
  fineStart: number,
  fineBytes: number,
): AsyncGenerator<Buffer> {
  let offset = 0;
  for await (const block of blocks) {
    let at = 0;
    while (at < block.length) {
      const length =
        offset < fineStart
          ? Math.min(pieceSteps[0], fineStart - offset, block.length - at)
          : Math.min(fineBytes, block.length - at);
      yield block.subarray(at, at + length);
      at += length;
      offset += length;
    }
  }
}

function firstNonZero(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length && bytes[at] === 0) at++;
  return at;
}

interface InflateStep {
  readonly outputs: readonly Buffer[];
  readonly consumed: number;
  /** The member ended and what follows begins with a zero byte: padding. */
  readonly ended: boolean;
  readonly failure: string | undefined;
}

/** Node's gunzip, driven one piece of input at a time. */
class Inflater {
  private readonly engine: Gunzip = createGunzip({ chunkSize: outputBytes });
  private outputs: Buffer[] = [];
  private failure: string | undefined;
  private ended = false;
  private wake: () => void = () => {};

  constructor() {
    this.engine.on("data", (output: Buffer) => this.outputs.push(output));
    this.engine.on("error", (error) => {
      this.failure ??= error.message;
      this.wake();
    });
    // Ends early when a zero byte follows a member; the pending write is then never called back.
    this.engine.on("end", () => {
      this.ended = true;
      this.wake();
    });
  }

  async write(piece: Buffer): Promise<InflateStep> {
    const before = this.engine.bytesWritten;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      this.engine.write(piece, () => resolve());
    });
    return this.step(before);
  }

  async finish(): Promise<InflateStep> {
    const before = this.engine.bytesWritten;
    if (this.failure === undefined && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        this.engine.end();
      });
    }
    return this.step(before);
  }

  close(): void {
    this.engine.destroy();
  }

  private step(before: number): InflateStep {
    const outputs = this.outputs;
    this.outputs = [];
    return { outputs, consumed: this.engine.bytesWritten - before, ended: this.ended, failure: this.failure };
  }
}
