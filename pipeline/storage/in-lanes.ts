/** Does the work for each, so many at the same time; the first error ends it. */
export async function inLanes<T>(
  lanes: number,
  list: readonly T[],
  work: (each: T) => Promise<void>,
): Promise<void> {
  const waiting = list.values();
  const lane = async (): Promise<void> => {
    for (const each of waiting) await work(each);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, list.length) }, lane));
}
