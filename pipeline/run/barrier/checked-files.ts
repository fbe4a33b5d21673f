/** The files of a folder as manifests name them: each with the checksum of what stands in it. */
import { join } from "node:path";
import { sha256Of } from "../../storage/sha256.js";
import { listPayload, type PayloadFile } from "../receipts.js";

export interface CheckedFile extends PayloadFile {
  readonly sha256: string;
}

/** All files under a folder, sorted, relative to it. */
export function checkedFiles(folder: string): Promise<CheckedFile[]> {
  return Promise.all(
    listPayload(folder, folder).map(async ({ file, bytes }) => ({
      file,
      bytes,
      sha256: await sha256Of(join(folder, file)),
    })),
  );
}
