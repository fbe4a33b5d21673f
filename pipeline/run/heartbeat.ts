/**
 * A few numbers that a worker shares with the engine, so that a sample that never ends can be found: the worker cannot
 * interrupt itself. int32: [ordinal of the sample at work, seconds since epoch (mod 2^31) when it began, samples taken up so far].
 */
export type Heartbeat = Int32Array;

export function makeHeartbeat(): Heartbeat {
  return new Int32Array(new SharedArrayBuffer(12));
}
export function beat(heartbeat: Heartbeat, ordinal: number, nowMs: number): void {
  Atomics.store(heartbeat, 0, ordinal);
  Atomics.store(heartbeat, 1, Math.floor(nowMs / 1000) | 0);
  Atomics.store(heartbeat, 2, ordinal + 1);
}
/** Marks that no sample is at work. */
export function rest(heartbeat: Heartbeat): void {
  Atomics.store(heartbeat, 1, 0);
}
/** The ordinal of a sample that has been at work for more than `seconds`, or undefined. */
export function stuckSample(heartbeat: Heartbeat, seconds: number, nowMs: number): number | undefined {
  const began = Atomics.load(heartbeat, 1);
  if (began === 0 || Math.floor(nowMs / 1000) - began <= seconds) return undefined;
  return Atomics.load(heartbeat, 0);
}
/** Samples that the task has taken up, as far as it has come. */
export function samplesTaken(heartbeat: Heartbeat): number {
  return Atomics.load(heartbeat, 2);
}
