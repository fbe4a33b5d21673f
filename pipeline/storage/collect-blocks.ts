/** All blocks of a stream as one buffer: for what is known to be small. */
export async function collectBlocks(blocks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const block of blocks) parts.push(block);
  return Buffer.concat(parts);
}
