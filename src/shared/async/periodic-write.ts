/** A write of what waits in memory, which is done in an interval and never twice at the same time. */
export class PeriodicWrite {
  private last: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  /** `write` must not reject. */
  constructor(
    private readonly write: () => Promise<void>,
    private readonly intervalMs: number,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.flush(), this.intervalMs).unref();
  }

  /** Writes after the write that is under way, if there is one. */
  flush(): Promise<void> {
    this.last = this.last.then(this.write);
    return this.last;
  }

  /** Writes for the last time. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
