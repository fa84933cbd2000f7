export interface WorkerState {
  isUp: boolean;
  /** Number of restarts in this process. */
  restarts: number;
}

/** State of each job worker of this process, by name. */
export class WorkerStates {
  private readonly states = new Map<string, WorkerState>();

  /** Records that a worker takes jobs. A second start counts as a restart. */
  noteStart(name: string): void {
    const known = this.states.get(name);
    this.states.set(name, { isUp: true, restarts: known ? known.restarts + 1 : 0 });
  }

  noteEnd(name: string): void {
    const known = this.states.get(name);
    if (known) known.isUp = false;
  }

  entries(): [name: string, state: WorkerState][] {
    return [...this.states];
  }

  /** Names of the workers that should take jobs and do not. */
  get down(): string[] {
    return this.entries().flatMap(([name, { isUp }]) => (isUp ? [] : [name]));
  }
}
