/** Room on a disk. */
import { statfsSync } from "node:fs";
import { dirname } from "node:path";

/** Free bytes where the folder is, or will be; without end where nothing can be told: some network disks say that they have no blocks. */
export function freeBytes(folder: string): number {
  for (let path = folder; ; path = dirname(path)) {
    try {
      const { blocks, bavail, bsize } = statfsSync(path);
      return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
    } catch {
      if (path === dirname(path)) return Number.POSITIVE_INFINITY;
    }
  }
}
