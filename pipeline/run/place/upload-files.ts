/** The files that a task left on a disk, to the store that its run lies in: before its receipt, which says that they are there. */
import { join } from "node:path";
import { UserError } from "../../contracts/errors.js";
import { joinLocation } from "../../storage/location.js";
import { storeOf } from "../../storage/store-of.js";
import type { Receipt } from "../receipts.js";

/**
 * @param folder   scratch folder of the run
 * @param location of the run in its store
 */
export async function uploadFiles(
  { files, facts }: Pick<Receipt, "files" | "facts">,
  folder: string,
  location: string,
): Promise<void> {
  for (const { file } of files) {
    const at = joinLocation(location, file);
    const { sha256 } = await storeOf(at).upload(at, join(folder, file));
    if (file === facts.file && sha256 !== facts.sha256)
      throw new UserError(
        "damaged-shard",
        "the shard changed on the scratch disk before it was uploaded",
        "",
        { file },
      );
  }
}
