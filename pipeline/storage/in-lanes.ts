/**
 * Does the work for each item, with a limited number at the same time. After an error nothing new is begun; the error is thrown
 * when the work under way has ended.
 */
export async function inLanes<T>(
  lanes: number,
  list: readonly T[],
  work: (each: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed: { readonly error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    try {
      while (next < list.length && failed === undefined) await work(list[next++] as T);
    } catch (error) {
      failed ??= { error };
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, list.length) }, lane));
  if (failed !== undefined) throw failed.error;
}
