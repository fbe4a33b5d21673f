/** Remembers what was found out of finished phases, which never changes: every task of a worker asks for it, and all splits have to be looked at. */
import type { Job } from "./job.js";

/** The same function, which finds the same thing once for each job. */
export function oncePerJob<Keys extends readonly (number | string)[], Found extends object>(
  find: (job: Job, ...keys: Keys) => Found,
): (job: Job, ...keys: Keys) => Found {
  const known = new WeakMap<Job, Map<string, Found>>();
  return (job, ...keys) => {
    const ofJob = known.get(job) ?? new Map<string, Found>();
    known.set(job, ofJob);
    const key = keys.join("/");
    const found = ofJob.get(key) ?? find(job, ...keys);
    ofJob.set(key, found);
    return found;
  };
}
