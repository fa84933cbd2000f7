/** A signal for work that several wait for: it is aborted when all of them have left. */
export class SharedAbort {
  private readonly controller = new AbortController();
  private waiting = 0;

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Counts someone who waits; without a signal they never leave. */
  join(signal: AbortSignal | undefined): void {
    this.waiting += 1;
    const leave = () => {
      this.waiting -= 1;
      if (this.waiting === 0) this.controller.abort(signal!.reason);
    };
    if (signal?.aborted) leave();
    else signal?.addEventListener('abort', leave, { once: true });
  }
}
