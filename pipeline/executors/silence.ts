/** Tells that what a run on a cluster waits for does not answer, the scheduler or the shared disk, and when it answers again. */
import { Lasting } from "./lasting.js";

/** A controller or file server that is restarted is away for seconds: that is no news. */
const newsAfterMs = 15_000;

export class Silence {
  private readonly silent: Lasting;

  /**
   * @param who  is asked
   * @param hint what tells more of it
   */
  constructor(
    private readonly who: string,
    private readonly hint: string,
    tell: (message: string) => void,
    now?: () => number,
  ) {
    this.silent = new Lasting(tell, newsAfterMs, now);
  }

  /** The answer to a question; undefined where there was none. A question may itself hang for long. */
  async listen<T>(question: Promise<T | undefined>): Promise<T | undefined> {
    this.silent.begin();
    const watch = setInterval(() => this.look(), newsAfterMs).unref();
    try {
      const answer = await question;
      if (answer === undefined) this.look();
      else this.silent.over(`${this.who} answers again`);
      return answer;
    } finally {
      clearInterval(watch);
    }
  }

  private look(): void {
    this.silent.still(
      (seconds) =>
        `${this.who} has not answered for ${seconds} s: the run waits for it, and for receipts of jobs that are at work (${this.hint})`,
    );
  }
}
