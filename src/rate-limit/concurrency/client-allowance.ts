import { LRUCache } from 'lru-cache';

/** Whose operations they are. */
export interface Client {
  /** One for each client and key, in this process. */
  name: string;
  /** How much more than a client without a key it may have beside others; Infinity for those that are exempt. */
  weight: number;
}

/** Expected milliseconds of the operations that one client has running at a time; one may always run. */
const BUDGET_MS = 400;
/** Expected duration in milliseconds of an operation of a client without history. */
const UNKNOWN_MS = 200;
/** How much of a new duration counts in what is expected: longer ones at once, shorter ones little by little. */
const RISE = 0.5;
const FALL = 0.1;
/** Share of the time for which a client has an operation running while others are active. */
const SHARE = 0.25;
/** Milliseconds that it may have running at once before it is held to its share. */
const BURST_MS = 250;
/** Milliseconds that it may have run too much: it waits four times as long at most until it may run again. */
const MOST_DEBT_MS = 2_500;
/** Most operations of a client that run at a time while others are active. */
const BESIDE_OTHERS = 2;
/** Milliseconds for which a client counts as active after it has begun an operation. */
const ACTIVE_MS = 1_000;
/** Clients whose durations are remembered. */
const REMEMBERED = 10_000;

interface Account {
  expectedMs: number;
  /** Milliseconds that may still be run at `at`; below 0 what was run too much. */
  balance: number;
  at: number;
}

/** Computes the number of concurrent operations of a client, by their durations and the activity of other clients. */
export class ClientAllowance {
  private readonly accounts = new LRUCache<string, Account>({ max: REMEMBERED });
  /** The two clients that were active last, and when. */
  private last = { name: '', at: Number.NEGATIVE_INFINITY };
  private lastOther = { name: '', at: Number.NEGATIVE_INFINITY };

  /** `most`: operations of a client that may run at a time in any case. */
  constructor(private readonly most: number) {}

  /** How many may run now. `hasCompany`: whether another client has an operation running or waiting. */
  limitOf(client: Client, now: number, hasCompany: boolean): number {
    if (client.weight === Number.POSITIVE_INFINITY) return this.most;
    const { expectedMs, balance } = this.accountOf(client, now);
    const fitting = Math.max(Math.min(Math.floor(BUDGET_MS / expectedMs), this.most), 1);
    if (!hasCompany && !this.isBesideOthers(client, now)) return fitting;
    return balance > 0 ? Math.min(fitting, BESIDE_OTHERS * client.weight) : 0;
  }

  /** Notes that a client has begun, or wants to begin, an operation. */
  noteActive({ name }: Client, now: number): void {
    if (name !== this.last.name) this.lastOther = this.last;
    this.last = { name, at: now };
  }

  /** Notes how long an operation ran, in milliseconds. What a client runs while it is alone is not held against it. */
  noteRun(client: Client, ms: number, now: number, hasCompany: boolean): void {
    const account = this.accountOf(client, now);
    const { expectedMs, balance } = account;
    account.expectedMs = expectedMs + (ms - expectedMs) * (ms > expectedMs ? RISE : FALL);
    if (hasCompany || this.isBesideOthers(client, now))
      account.balance = Math.max(balance - ms, -MOST_DEBT_MS);
  }

  private isBesideOthers({ name }: Client, now: number): boolean {
    const other = this.last.name === name ? this.lastOther : this.last;
    return other.at > now - ACTIVE_MS;
  }

  private accountOf({ name, weight }: Client, now: number): Account {
    const account = this.accounts.get(name) ?? { expectedMs: UNKNOWN_MS, balance: BURST_MS, at: now };
    account.balance = Math.min(account.balance + (now - account.at) * SHARE * weight, BURST_MS);
    account.at = now;
    this.accounts.set(name, account);
    return account;
  }
}
