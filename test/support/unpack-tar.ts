/** Unpacks a tar.gz of real data into a folder: some readers want files. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ByteReader } from "../../pipeline/storage/compression/byte-reader.js";
import { decompressFile } from "../../pipeline/storage/compression/compression.js";
import { nextMember, paddingOf } from "../../pipeline/storage/formats/tar.js";

/** @returns the names of the files, sorted; every one lies at `folder/name` */
export async function unpackTar(archive: string, folder: string): Promise<string[]> {
  const reader = new ByteReader(decompressFile(archive, "gzip"));
  const names: string[] = [];
  try {
    for (let member = await nextMember(reader); member !== undefined; member = await nextMember(reader)) {
      if (member.kind === "damage") throw new Error(`${archive}: ${member.message}`);
      const body = Buffer.from(await reader.take(member.size));
      await reader.skip(paddingOf(member.size));
      if (member.what !== "file") continue;
      mkdirSync(dirname(join(folder, member.name)), { recursive: true });
      writeFileSync(join(folder, member.name), body);
      names.push(member.name);
    }
  } finally {
    await reader.close();
  }
  return names.sort();
}
