/** Does its work when asked, one run at a time; asked again while it runs, it runs once more. */
export class CoalescedRunner {
  private isRequested = false;
  private isRunning = false;
  private currentRun: Promise<void> = Promise.resolve();
  isStopped = false;

  /** `work` deals with its own errors. */
  constructor(private readonly work: () => Promise<void>) {}

  trigger(): void {
    this.isRequested = true;
    if (this.isRunning || this.isStopped) return;
    this.isRunning = true;
    this.currentRun = this.runWhileRequested();
  }

  /** No run begins after this; resolves when the one that runs has ended. */
  stop(): Promise<void> {
    this.isStopped = true;
    return this.currentRun;
  }

  private async runWhileRequested(): Promise<void> {
    try {
      while (this.isRequested && !this.isStopped) {
        this.isRequested = false;
        await this.work();
      }
    } finally {
      this.isRunning = false; // in the same breath as the last look at isAsked, so that no ask is lost
    }
  }
}
