/** Tells that a scheduler does not answer: once, then at long intervals, and when it answers again. */

/** A controller that is restarted is away for seconds: that is no news. */
const newsAfterMs = 15_000;
const againAfterMs = 10 * 60_000;

export class Silence {
  private since: number | undefined;
  private told: number | undefined;

  constructor(
    private readonly tell: (message: string) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** The answer to a question; undefined where there was none. A question may itself hang for long. */
  async listen<T>(question: Promise<T | undefined>): Promise<T | undefined> {
    this.since ??= this.now();
    const watch = setInterval(() => this.look(), newsAfterMs).unref();
    try {
      const answer = await question;
      if (answer !== undefined) this.end();
      else this.look();
      return answer;
    } finally {
      clearInterval(watch);
    }
  }

  private look(): void {
    const now = this.now();
    if (this.since === undefined || now - this.since < newsAfterMs) return;
    if (this.told !== undefined && now - this.told < againAfterMs) return;
    this.told = now;
    const seconds = Math.round((now - this.since) / 1000);
    this.tell(
      `the Slurm controller has not answered for ${seconds} s: the run waits for it, and for receipts of jobs that are at work (scontrol ping tells of the controller)`,
    );
  }

  private end(): void {
    if (this.told !== undefined) this.tell("the Slurm controller answers again");
    this.since = undefined;
    this.told = undefined;
  }
}
