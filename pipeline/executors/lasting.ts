/** Tells of a state that lasts: once when it has lasted for a while, then at long intervals, and when it has ended. */

const againAfterMs = 10 * 60_000;

export class Lasting {
  private since: number | undefined;
  private told: number | undefined;

  constructor(
    private readonly tell: (message: string) => void,
    /** What ends sooner is no news. */
    private readonly newsAfterMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  begin(): void {
    this.since ??= this.now();
  }

  /** The state still is; `message` is asked for only when it is to be told, with the seconds that it has lasted. */
  still(message: (seconds: number) => string): void {
    this.begin();
    const now = this.now();
    const lasted = now - (this.since ?? now);
    if (lasted < this.newsAfterMs) return;
    if (this.told !== undefined && now - this.told < againAfterMs) return;
    this.told = now;
    this.tell(message(Math.round(lasted / 1000)));
  }

  /** The state has ended, which is told where the state was. */
  over(message?: string): void {
    if (this.told !== undefined && message !== undefined) this.tell(message);
    this.since = undefined;
    this.told = undefined;
  }
}
