/** Looks at a folder that machines share: its server may be away for a while, which ends neither the run nor the jobs at work. */

/** What a disk of the network answers then, and a dying one; other errors do not pass. */
const passing = new Set(["EIO", "ESTALE", "ETIMEDOUT", "EAGAIN", "EHOSTDOWN", "ENOTCONN"]);

/** What `read` returns; undefined while the disk does not answer. */
export function askDisk<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (passing.has((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}
