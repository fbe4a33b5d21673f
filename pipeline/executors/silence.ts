/** Tells that a scheduler does not answer, and when it answers again. */
import { Lasting } from "./lasting.js";

/** A controller that is restarted is away for seconds: that is no news. */
const newsAfterMs = 15_000;

export class Silence {
  private readonly silent: Lasting;

  constructor(tell: (message: string) => void, now?: () => number) {
    this.silent = new Lasting(tell, newsAfterMs, now);
  }

  /** The answer to a question; undefined where there was none. A question may itself hang for long. */
  async listen<T>(question: Promise<T | undefined>): Promise<T | undefined> {
    this.silent.begin();
    const watch = setInterval(() => this.look(), newsAfterMs).unref();
    try {
      const answer = await question;
      if (answer === undefined) this.look();
      else this.silent.over("the Slurm controller answers again");
      return answer;
    } finally {
      clearInterval(watch);
    }
  }

  private look(): void {
    this.silent.still(
      (seconds) =>
        `the Slurm controller has not answered for ${seconds} s: the run waits for it, and for receipts of jobs that are at work (scontrol ping tells of the controller)`,
    );
  }
}
