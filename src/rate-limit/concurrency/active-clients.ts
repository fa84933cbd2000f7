/** Milliseconds for which a client counts as active after it has sent something. */
const ACTIVE_MS = 1_000;

interface Activity {
  name: string;
  at: number;
}

const NONE: Activity = { name: '', at: Number.NEGATIVE_INFINITY };

/** Tells whether a client is alone. Remembers the two clients that were active last. */
export class ActiveClients {
  private last = NONE;
  private lastOther = NONE;

  /** Records that a client is active. */
  note(name: string, now: number): void {
    if (name === this.last.name) {
      this.last.at = now;
      return;
    }
    this.lastOther = this.last;
    this.last = { name, at: now };
  }

  /** Returns true if another client is active. */
  hasOther(name: string, now: number): boolean {
    const other = this.last.name === name ? this.lastOther : this.last;
    return other.at > now - ACTIVE_MS;
  }
}
