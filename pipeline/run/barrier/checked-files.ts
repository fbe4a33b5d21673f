/** The files of a folder as manifests name them: each with the checksum of what stands in it. */
import { join } from "node:path";
import { sealFile } from "../../storage/sha256.js";
import { listPayload, type PayloadFile } from "../receipts.js";

export interface CheckedFile extends PayloadFile {
  readonly sha256: string;
}

/** All files under a folder, sorted, relative to it; they are on the disk for good then. */
export function checkedFiles(folder: string): Promise<CheckedFile[]> {
  return Promise.all(
    listPayload(folder, folder).map(async ({ file }) => ({ file, ...(await sealFile(join(folder, file))) })),
  );
}
