/** Does its work when asked, one run at a time; asked again while it runs, it runs once more. */
export class OnDemand {
  private isAsked = false;
  private isRunning = false;
  private running: Promise<void> = Promise.resolve();
  isStopped = false;

  /** `work` deals with its own errors. */
  constructor(private readonly work: () => Promise<void>) {}

  ask(): void {
    this.isAsked = true;
    if (this.isRunning || this.isStopped) return;
    this.isRunning = true;
    this.running = this.runWhileAsked();
  }

  /** No run begins after this; resolves when the one that runs has ended. */
  stop(): Promise<void> {
    this.isStopped = true;
    return this.running;
  }

  private async runWhileAsked(): Promise<void> {
    try {
      while (this.isAsked && !this.isStopped) {
        this.isAsked = false;
        await this.work();
      }
    } finally {
      this.isRunning = false; // in the same breath as the last look at isAsked, so that no ask is lost
    }
  }
}
