/**
 * Receipts: a small file that says a task's payload is published. Written last, so a receipt without payload, or a
 * payload without receipt, means that the task is done again.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { writeAll } from "../storage/exact-bytes.js";
import { mayPass } from "../storage/passing-trouble.js";
import { receiptPath } from "./folders.js";
import type { Ledger } from "./ledger.js";
import type { Observations } from "./observe.js";
import { temporaryPath } from "./temporaries.js";

export interface PayloadFile {
  /** Relative to the output folder. */
  readonly file: string;
  readonly bytes: number;
}

export interface Receipt {
  readonly plan: string;
  readonly phase: string;
  readonly index: number;
  readonly files: readonly PayloadFile[];
  readonly ledger: Ledger;
  /** Numbers that later phases need: samples, tokens, rows ... */
  readonly facts: Readonly<Record<string, number | string>>;
  readonly observations: Observations;
  /** How long the task took, for forecasts of other runs, and when it began (milliseconds since 1970). Never enter a data file. */
  readonly seconds?: number;
  readonly began?: number;
}

/** Writes a small file so that it is there whole or not at all, even after a power cut. */
export function publishText(path: string, text: string): void {
  publishParts(path, [text]);
}

/** The same of a text that comes in parts. */
export function publishParts(path: string, parts: Iterable<string>): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = temporaryPath(path);
  const descriptor = openSync(temporary, "w");
  try {
    for (const part of parts) writeAll(descriptor, Buffer.from(part));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, path);
}

/**
 * Replaces `folder` by a finished temporary folder; what stood there before is out of the way in an instant. Another attempt may publish
 * its own at the same moment: the last one stays.
 */
export function publishFolder(temporary: string, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const old = temporaryPath(`${folder}.replaced`);
  while (!isRenamed(temporary, folder, ["ENOTEMPTY", "EEXIST"])) {
    rmSync(old, { recursive: true, force: true });
    isRenamed(folder, old, ["ENOENT"]);
  }
  rmSync(old, { recursive: true, force: true });
}

/** False where the disk refused with one of these codes. */
function isRenamed(from: string, to: string, codes: readonly string[]): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/** All files under a folder with their sizes, sorted, relative to `output`. */
export function listPayload(folder: string, output: string): PayloadFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ file: relative(output, path), bytes: statSync(path).size }));
}

/** Bytes of a published file by its name below the run; undefined when it is not there. */
export type SizeOf = (file: string) => number | undefined;

export function localSizes(output: string): SizeOf {
  return (file) => statSync(join(output, file), { throwIfNoEntry: false })?.size;
}

/**
 * The receipt of a task, when it belongs to this plan and its files are there in full.
 *
 * @param sizeOf tells what is there; undefined: nobody needs the files any more
 */
export function readReceipt(path: string, plan: string, sizeOf: SizeOf | undefined): Receipt | undefined {
  let receipt: Receipt;
  try {
    receipt = JSON.parse(readFileSync(path, "utf8")) as Receipt;
  } catch (error) {
    // The task may well be done: doing it again is no answer to a file server that is away.
    if (mayPass(error)) throw error;
    return undefined;
  }
  if (receipt.plan !== plan) return undefined;
  return sizeOf === undefined || receipt.files.every(({ file, bytes }) => sizeOf(file) === bytes)
    ? receipt
    : undefined;
}

/** The receipt of a task that is done; whether its files are still there is not asked. */
export function expectReceipt(
  output: string,
  { hash }: { readonly hash: string },
  phase: string,
  index: number,
): Receipt {
  const receipt = readReceipt(receiptPath(output, phase, index), hash, undefined);
  if (receipt === undefined) throw new Error(`the receipt of ${phase} ${index} is missing`);
  return receipt;
}
