/** Damage in zstd frames. */

/** @throws RangeError */
export function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new RangeError(message);
}
