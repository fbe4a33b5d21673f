/** Room on a disk. */
import { statfsSync } from "node:fs";
import { dirname } from "node:path";

/** Free bytes where the folder is, or will be; without end where nothing can be told. */
export function freeBytes(folder: string): number {
  for (let path = folder; ; path = dirname(path)) {
    try {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    } catch {
      if (path === dirname(path)) return Number.POSITIVE_INFINITY;
    }
  }
}
