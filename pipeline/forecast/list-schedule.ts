/** Tasks on workers as the engine runs them: in their order, each to the worker that is free first. */

export interface Schedule {
  readonly seconds: number;
  /** Part of the workers' time in which they had a task. */
  readonly busyShare: number;
}

/** Cost: tasks times log2 of workers. Free times lie in a binary heap. */
export function schedule(times: Float64Array, workers: number): Schedule {
  const free = new Float64Array(Math.min(workers, Math.max(1, times.length)));
  const size = free.length;
  let seconds = 0;
  let busy = 0;
  for (const time of times) {
    const end = (free[0] ?? 0) + time;
    busy += time;
    if (end > seconds) seconds = end;
    // The worker that was free first is free again at `end`: sink it to its place.
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && (free[child + 1] ?? 0) < (free[child] ?? 0)) child++;
      const least = free[child] ?? 0;
      if (least >= end) break;
      free[at] = least;
      at = child;
    }
    free[at] = end;
  }
  return { seconds, busyShare: seconds === 0 ? 1 : busy / (seconds * workers) };
}
