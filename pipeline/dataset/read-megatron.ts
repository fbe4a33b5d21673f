/** Reads a shard in Megatron's layout: raw tokens and an index of sequence lengths. */
import { readFile } from "node:fs/promises";
import type { ListItem } from "../contracts/rows.js";
import { openRawTokens, type TokenIndex } from "./raw-tokens.js";
import { damaged, type OpenShard } from "./shard-reader.js";

const magic = Buffer.from("MMIDIDX\0\0", "latin1");
const headerBytes = magic.length + 8 + 1 + 8 + 8;
const version = 1n;
const items: Readonly<Record<number, { readonly item: ListItem; readonly bytes: number }>> = {
  4: { item: "int32", bytes: 4 },
  8: { item: "uint16", bytes: 2 },
};

export const openMegatron: OpenShard = async (path, columns) => {
  const indexPath = path.replace(/\.bin$/, ".idx");
  return openRawTokens(path, columns, indexPath, await readIndex(indexPath));
};

/** Checked against itself: pointers and documents follow from the lengths, as `write-megatron` wrote them. */
async function readIndex(path: string): Promise<TokenIndex> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) throw damaged(path, "the index is missing");
  if (bytes.length < headerBytes || !bytes.subarray(0, magic.length).equals(magic))
    throw damaged(path, "no index of Megatron's", { offset: 0 });
  if (bytes.readBigUInt64LE(magic.length) !== version)
    throw damaged(path, `version ${bytes.readBigUInt64LE(magic.length)} is not known`, {
      offset: magic.length,
    });
  const type = items[bytes.readUInt8(magic.length + 8)];
  if (type === undefined)
    throw damaged(path, "the type of the tokens is not known", { offset: magic.length + 8 });
  const count = Number(bytes.readBigUInt64LE(magic.length + 9));
  const documents = Number(bytes.readBigUInt64LE(magic.length + 17));
  if (bytes.length !== headerBytes + count * 12 + documents * 8)
    throw damaged(
      path,
      `${bytes.length} bytes are not those of ${count} sequences and ${documents} documents`,
    );
  const lengths = new Int32Array(count);
  let pointer = 0;
  for (let sequence = 0; sequence < count; sequence++) {
    const length = bytes.readInt32LE(headerBytes + sequence * 4);
    if (length < 0) throw damaged(path, `sequence ${sequence} has ${length} tokens`);
    const at = headerBytes + count * 4 + sequence * 8;
    if (bytes.readBigInt64LE(at) !== BigInt(pointer))
      throw damaged(path, `sequence ${sequence} does not begin where the one before it ends`, { offset: at });
    lengths[sequence] = length;
    pointer += length * type.bytes;
  }
  return { item: type.item, itemBytes: type.bytes, lengths };
}
