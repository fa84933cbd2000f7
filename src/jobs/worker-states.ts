export interface WorkerState {
  isUp: boolean;
  /** How often it was started anew in this process. */
  restarts: number;
}

/** Whether the job workers of this process take jobs, by name. */
export class WorkerStates {
  private readonly states = new Map<string, WorkerState>();

  /** Notes that a worker takes jobs; a second start counts as a restart. */
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
