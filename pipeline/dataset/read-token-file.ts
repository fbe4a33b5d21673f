/** Reads a shard of `write-tokens`: raw tokens, and beside them the ends of its sequences (u64, in tokens). */
import { readFile } from "node:fs/promises";
import { openRawTokens, tokenItem } from "./raw-tokens.js";
import { damaged, type OpenShard } from "./shard-reader.js";

export const openTokenFile: OpenShard = async (path, columns) => {
  const indexPath = `${path}.index`;
  const bytes = await readFile(indexPath).catch(() => undefined);
  if (bytes === undefined) throw damaged(indexPath, "the index is missing");
  if (bytes.length % 8 !== 0) throw damaged(indexPath, `${bytes.length} bytes are no list of ends`);
  const item = tokenItem(columns) ?? "int32";
  const lengths = new Int32Array(bytes.length / 8);
  let before = 0;
  lengths.forEach((_, sequence) => {
    const end = Number(bytes.readBigUInt64LE(8 * sequence));
    if (end < before)
      throw damaged(indexPath, `sequence ${sequence} ends before it begins`, { offset: 8 * sequence });
    lengths[sequence] = end - before;
    before = end;
  });
  return openRawTokens(path, columns, indexPath, { item, itemBytes: item === "uint16" ? 2 : 4, lengths });
};
