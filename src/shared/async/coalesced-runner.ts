/** Runs its work when triggered, one run at a time; a trigger during a run causes one more run. */
export class CoalescedRunner {
  private isRequested = false;
  private isRunning = false;
  private currentRun: Promise<void> = Promise.resolve();
  isStopped = false;

  /** `work` must handle its own errors. */
  constructor(private readonly work: () => Promise<void>) {}

  trigger(): void {
    this.isRequested = true;
    if (this.isRunning || this.isStopped) return;
    this.isRunning = true;
    this.currentRun = this.runWhileRequested();
  }

  /** Prevents further runs; resolves when the current run has ended. */
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
      this.isRunning = false; // synchronously after the last check of isRequested: no trigger is lost
    }
  }
}
