/** The most memory that this process has held. */
import { readFileSync } from "node:fs";

/**
 * Peak resident memory in bytes.
 *
 * Linux tells it for the program alone; what `getrusage` counts begins with the memory of the program that started this
 * one.
 */
export function peakMemoryBytes(): number {
  try {
    const match = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "latin1"));
    if (match?.[1] !== undefined) return Number(match[1]) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
