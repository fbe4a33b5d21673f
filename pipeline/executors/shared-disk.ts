/** Looks at a folder that machines share: its server may be away for a while, which ends neither the run nor the jobs at work. */
import { mayPass } from "../storage/passing-trouble.js";

/** What `read` returns; undefined while the disk does not answer. */
export async function askDisk<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (mayPass(error)) return undefined;
    throw error;
  }
}
