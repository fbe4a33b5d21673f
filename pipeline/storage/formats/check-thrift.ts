/**
 * Walks over a struct of Thrift before hyparquet reads it, which believes what stands there: a list of 2^25 items is allocated before
 * its first item is looked at (and lists may nest), and a whole number of a megabyte is put together in the square of its length.
 *
 *     struct: fields up to a byte 0; field: a byte (type, and how much larger its id is than the last one), the id where that is 0, the value
 *     list:   a byte (type, and how many items), the number where that is 15, the items
 *     number: 7 bits a byte, lowest first, the highest bit set where another byte follows
 *
 * Source: apache/thrift, doc/specs/thrift-compact-protocol.md.
 */

/** hyparquet makes up to 150 bytes of a value. Footers of writers have one in two to five bytes. */
const maxValues = 1 << 23;
/** Metadata of Parquet nests seven deep. */
const maxDepth = 32;
const maxNumberBytes = 10;

const [isTrue, isFalse, byte, int16, int32, int64, double, binary, list, struct] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 12,
];

interface Walk {
  readonly bytes: Uint8Array;
  at: number;
  values: number;
}

/** @throws RangeError when the struct at a place does not end, or holds more than can be read */
export function checkThrift(bytes: Uint8Array, from: number): void {
  passStruct({ bytes, at: from, values: 0 }, 0);
}

function passStruct(walk: Walk, depth: number): void {
  if (depth > maxDepth) throw new RangeError(`metadata nests deeper than ${maxDepth} levels`);
  for (;;) {
    const head = nextByte(walk);
    if (head === 0) return;
    if (head >> 4 === 0) passNumber(walk);
    passValue(walk, head & 0x0f, depth);
  }
}

function passValue(walk: Walk, type: number, depth: number): void {
  if (++walk.values > maxValues) throw new RangeError(`metadata has more than ${maxValues} values`);
  switch (type) {
    case isTrue:
    case isFalse:
      return;
    case byte:
      walk.at += 1;
      return;
    case int16:
    case int32:
    case int64:
      passNumber(walk);
      return;
    case double:
      walk.at += 8;
      return;
    case binary: {
      const length = passNumber(walk);
      walk.at += length;
      return;
    }
    case list:
      passList(walk, depth + 1);
      return;
    case struct:
      passStruct(walk, depth + 1);
      return;
    default:
      throw new RangeError(`metadata of type ${type} is not known`);
  }
}

function passList(walk: Walk, depth: number): void {
  if (depth > maxDepth) throw new RangeError(`metadata nests deeper than ${maxDepth} levels`);
  const head = nextByte(walk);
  const items = head >> 4 === 15 ? passNumber(walk) : head >> 4;
  // Each item takes a byte at least.
  if (items > walk.bytes.length - walk.at) throw new RangeError(`a list of metadata claims ${items} items`);
  const type = head & 0x0f;
  for (let item = 0; item < items; item++)
    passValue(walk, type === isTrue || type === isFalse ? byte : type, depth);
}

function passNumber(walk: Walk): number {
  let number = 0;
  for (let place = 0, weight = 1; place < maxNumberBytes; place++, weight *= 128) {
    const next = nextByte(walk);
    number += (next & 0x7f) * weight;
    if (next < 0x80) return number;
  }
  throw new RangeError(`a number of metadata has more than ${maxNumberBytes} bytes`);
}

function nextByte(walk: Walk): number {
  const next = walk.bytes[walk.at++];
  if (next === undefined) throw new RangeError("metadata ends in the middle of a value");
  return next;
}
