/** Does the work for each, so many at the same time. After an error nothing is begun any more; it is thrown when all lanes are still. */
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
