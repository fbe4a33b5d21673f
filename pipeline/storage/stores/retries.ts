/**
 * Tries again what fails in passing: bounded, with waits that grow and are drawn at random ("full jitter"), so that many
 * workers that were turned away together do not come back together.
 *
 * Source: Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
import { setTimeout as sleep } from "node:timers/promises";

export interface RetryPolicy {
  /** Failures in a row before it is given up. */
  readonly attempts: number;
  /** The longest wait after the first failure; doubles with each further one. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/** About half a minute of waiting in the mean before it is given up, a minute at most. */
export const storeRetries: RetryPolicy = { attempts: 10, firstMs: 100, longestMs: 20_000 };

/** Waits before the next try after so many failures in a row. */
export async function pauseAfter(failures: number, { firstMs, longestMs }: RetryPolicy): Promise<void> {
  await sleep(Math.random() * Math.min(longestMs, firstMs * 2 ** (failures - 1)));
}

/** @param passes whether an error may go away by itself */
export async function withRetries<T>(
  attempt: (failures: number) => Promise<T>,
  passes: (error: unknown) => boolean,
  policy: RetryPolicy,
): Promise<T> {
  for (let failures = 0; ; ) {
    try {
      return await attempt(failures);
    } catch (error) {
      failures++;
      if (!passes(error) || failures >= policy.attempts) throw error;
      await pauseAfter(failures, policy);
    }
  }
}
