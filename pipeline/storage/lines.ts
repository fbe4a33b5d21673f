/** Bytes -> lines. */

const newline = 0x0a;

/**
 * The lines of a stream of blocks, without their newline. Holds the blocks of one line at a time.
 *
 * @returns (in the end) false when the last line had no newline
 */
export async function* linesOf(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, boolean, undefined> {
  let held: Buffer[] = [];
  for await (const block of blocks) {
    let start = 0;
    for (let end = block.indexOf(newline); end >= 0; end = block.indexOf(newline, start)) {
      const line = block.subarray(start, end);
      yield held.length === 0 ? line : Buffer.concat([...held, line]);
      held = [];
      start = end + 1;
    }
    if (start < block.length) held.push(block.subarray(start));
  }
  if (held.length === 0) return true;
  yield Buffer.concat(held);
  return false;
}
