/**
 * Tells that jobs wait in the queue and none is at work, with the reason that Slurm gives.
 *
 * A full cluster is one reason. Another needs somebody's hands: a controller that died before it saved which jobs it had started
 * starts them again when it is back, and gives their numbers to others; nodes refuse these ("Duplicate jobid") and are drained, and
 * the jobs are held. Nothing is submitted anew then: each new job would have one more node drained.
 */
import { Lasting } from "./lasting.js";
import type { ElementState } from "./slurm-commands.js";

const newsAfterMs = 60_000;

export class Standstill {
  private readonly waiting: Lasting;

  constructor(tell: (message: string) => void, now?: () => number) {
    this.waiting = new Lasting(tell, newsAfterMs, now);
  }

  /** What the queue has of the run's jobs now. */
  see(elements: readonly ElementState[]): void {
    const [first] = elements;
    if (first === undefined) this.waiting.over();
    else if (elements.some(({ state }) => state !== "PENDING"))
      this.waiting.over("jobs of the run are at work again");
    else
      this.waiting.still(
        (seconds) =>
          `no job of the run has been at work for ${seconds} s: Slurm says of ${first.id} "${first.reason}" (sinfo -R tells which nodes are down or drained, and why; squeue --start when it expects to begin; scontrol release ${first.id} lets a held job start)`,
      );
  }
}
