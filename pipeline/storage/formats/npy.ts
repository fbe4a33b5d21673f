/**
 * One-dimensional NumPy arrays as files.
 *
 * | bytes  | what                                                                       |
 * |--------|----------------------------------------------------------------------------|
 * | 0 - 7  | 0x93 `NUMPY`, version 1.0                                                  |
 * | 8 - 9  | length of the header, so that the values begin at a multiple of 64         |
 * | 10 -   | header: a Python dict of type and shape, padded with spaces, a line feed   |
 * | then   | values, little-endian                                                      |
 *
 * Source: NumPy Enhancement Proposal 1 (numpy.lib.format).
 */
import { type ListItem, type ListValues, listArrays } from "../../contracts/rows.js";

const types: Readonly<Record<ListItem, string>> = {
  uint8: "|u1",
  uint16: "<u2",
  int32: "<i4",
  float16: "<f2",
  float32: "<f4",
};
const magic = Buffer.from("\x93NUMPY\x01\x00", "latin1");
const prefixBytes = 10;
const alignment = 64;

/** @param item float16 is kept as its bits */
export function writeNpy(item: ListItem, values: ListValues): Buffer {
  const dict = `{'descr': '${types[item]}', 'fortran_order': False, 'shape': (${values.length},), }`;
  const bytes = Math.ceil((prefixBytes + dict.length + 1) / alignment) * alignment;
  const head = Buffer.alloc(bytes, " ");
  magic.copy(head);
  head.writeUInt16LE(bytes - prefixBytes, magic.length);
  head.write(dict, prefixBytes, "latin1");
  head[bytes - 1] = 0x0a;
  return Buffer.concat([head, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)]);
}

/** The values of a file that `writeNpy` wrote; undefined for anything else. */
export function readNpy(item: ListItem, bytes: Buffer): ListValues | undefined {
  if (bytes.length < prefixBytes || !bytes.subarray(0, magic.length).equals(magic)) return undefined;
  const start = prefixBytes + bytes.readUInt16LE(magic.length);
  const header = bytes.toString("latin1", prefixBytes, start);
  const found = /^\{'descr': '([^']+)', 'fortran_order': False, 'shape': \((\d+),\), \} *\n$/.exec(header);
  const length = Number(found?.[2]);
  const values = listArrays[item];
  if (found?.[1] !== types[item] || bytes.length - start !== length * values.BYTES_PER_ELEMENT)
    return undefined;
  return new values(new Uint8Array(bytes.subarray(start)).buffer);
}
