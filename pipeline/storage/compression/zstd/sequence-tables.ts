/** The header of a block's sequences: their number, and the tables that they are coded with (RFC 8878, section 3.1.1.3.2.1). */
import { check } from "./check.js";
import { buildFseTable, type FseTable, readFseTable, repeatTable } from "./entropy.js";
import { defaultLiteralLengths, defaultMatchLengths, defaultOffsets } from "./sequence-codes.js";

/** The tables of the three codes. */
export interface SequenceTables {
  readonly literalLengths: FseTable;
  readonly offsets: FseTable;
  readonly matchLengths: FseTable;
}

/**
 * Reads the header that begins at `start`.
 *
 * @param previous tables of the block before, which this one may refer to
 * @returns the number of sequences, their tables, and where their bits begin; no tables for a block without sequences
 */
export function readSequenceHeader(
  input: Uint8Array,
  start: number,
  end: number,
  previous: Partial<SequenceTables>,
): { readonly count: number; readonly next: number; readonly tables: SequenceTables | undefined } {
  check(start < end, "the block ends before its sequences");
  let at = start;
  let count = input[at++]!;
  if (count === 0) {
    check(at === end, "bytes are left after the block");
    return { count, next: at, tables: undefined };
  }
  if (count === 255) {
    count = input[at]! + (input[at + 1]! << 8) + 0x7f00;
    at += 2;
  } else if (count > 127) {
    count = ((count - 128) << 8) + input[at++]!;
  }
  const modes = input[at++]!;
  check(at <= end && (modes & 3) === 0, "the header of the sequences is damaged");
  const read = (next: number, mode: number, code: Code, before: FseTable | undefined) =>
    readTable(input, next, end, mode, code, before);
  const literalLengths = read(at, modes >> 6, literalLengthCode, previous.literalLengths);
  const offsets = read(literalLengths.next, (modes >> 4) & 3, offsetCode, previous.offsets);
  const matchLengths = read(offsets.next, (modes >> 2) & 3, matchLengthCode, previous.matchLengths);
  const tables = {
    literalLengths: literalLengths.table,
    offsets: offsets.table,
    matchLengths: matchLengths.table,
  };
  return { count, next: matchLengths.next, tables };
}

/** What the format says of one kind of code. */
interface Code {
  readonly maxLog: number;
  readonly maxSymbol: number;
  readonly predefined: FseTable;
}

const literalLengthCode: Code = { maxLog: 9, maxSymbol: 35, predefined: defaultLiteralLengths };
const offsetCode: Code = { maxLog: 8, maxSymbol: 31, predefined: defaultOffsets };
const matchLengthCode: Code = { maxLog: 9, maxSymbol: 52, predefined: defaultMatchLengths };

/** The table of one kind of code, by its mode: 0 predefined, 1 one symbol only, 2 sent along, 3 as in the block before. */
function readTable(
  input: Uint8Array,
  at: number,
  end: number,
  mode: number,
  { maxLog, maxSymbol, predefined }: Code,
  previous: FseTable | undefined,
): { table: FseTable; next: number } {
  if (mode === 0) return { table: predefined, next: at };
  if (mode === 1) {
    check(at < end && input[at]! <= maxSymbol, "a code is out of range");
    return { table: repeatTable(input[at]!), next: at + 1 };
  }
  if (mode === 2) {
    const { counts, log, next } = readFseTable(input, at, end, maxLog, maxSymbol);
    return { table: buildFseTable(counts, log), next };
  }
  if (previous === undefined) throw new RangeError("sequences refer to a table that was never sent");
  return { table: previous, next: at };
}
