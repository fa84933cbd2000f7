import { createSparseLru } from '../../shared/sparse-lru.js';
import { ActiveClients } from './active-clients.js';

/** A client, by network or API key. */
export interface Client {
  /** Unique name in this process. */
  name: string;
  /** Share in competition with others, relative to a client without a key; Infinity for exempt clients. */
  weight: number;
}

/** Expected milliseconds of the operations that one client has running at a time; one may always run. */
const BUDGET_MS = 400;
/** Expected duration in milliseconds of an operation of a client without history. */
const UNKNOWN_MS = 200;
/** Weights of a new duration in the expected one, if it is longer and if it is shorter. */
const RISE = 0.5;
const FALL = 0.1;
/** Share of the time for which a client has an operation running while others are active. */
const SHARE = 0.25;
/** Milliseconds that a client may run before it is limited to its share. */
const BURST_MS = 250;
/** Maximum debt of a client in milliseconds; it waits at most four times as long. */
const MOST_DEBT_MS = 2_500;
/** Maximum number of clients with stored durations. */
const REMEMBERED = 10_000;

interface Account {
  expectedMs: number;
  /** Remaining milliseconds to run at the time `at`; negative for a debt. */
  balance: number;
  at: number;
}

/** The methods of ClientAllowance that a queue calls. */
export type Allowance = Pick<ClientAllowance, 'getLimit' | 'noteActive' | 'noteRun'>;

/** Allows each client as many operations as any, so that clients take turns and none has to pause. */
export const TURNS_ONLY: Allowance = {
  getLimit: (_client, { most }) => most,
  noteActive: () => undefined,
  noteRun: () => undefined,
};

/** Computes the number of concurrent operations of a client, by their durations and the activity of other clients. */
export class ClientAllowance {
  private readonly accounts = createSparseLru<string, Account>(REMEMBERED);
  private readonly active = new ActiveClients();

  /**
   * Returns how many operations may run now: at most `most`, or `besideOthers` while others are active. `hasCompany`:
   * another client has an operation too.
   */
  getLimit(
    client: Client,
    { most, besideOthers }: { most: number; besideOthers: number },
    now: number,
    hasCompany: boolean,
  ): number {
    if (client.weight === Number.POSITIVE_INFINITY) return most;
    const { expectedMs, balance } = this.getAccount(client, now);
    const fitting = Math.max(Math.min(Math.floor(BUDGET_MS / expectedMs), most), 1);
    if (!hasCompany && !this.isBesideOthers(client, now)) return fitting;
    return balance > 0 ? Math.min(fitting, besideOthers * client.weight) : 0;
  }

  /** Records that a client has started or queued an operation. */
  noteActive({ name }: Client, now: number): void {
    this.active.note(name, now);
  }

  /**
   * Records the duration of an operation in milliseconds; it is charged only if other clients run operations
   * too.
   */
  noteRun(client: Client, ms: number, now: number, hasCompany: boolean): void {
    const account = this.getAccount(client, now);
    const { expectedMs, balance } = account;
    account.expectedMs = expectedMs + (ms - expectedMs) * (ms > expectedMs ? RISE : FALL);
    if (hasCompany || this.isBesideOthers(client, now))
      account.balance = Math.max(balance - ms, -MOST_DEBT_MS);
  }

  private isBesideOthers({ name }: Client, now: number): boolean {
    return this.active.hasOther(name, now);
  }

  private getAccount({ name, weight }: Client, now: number): Account {
    const account = this.accounts.get(name) ?? { expectedMs: UNKNOWN_MS, balance: BURST_MS, at: now };
    account.balance = Math.min(account.balance + (now - account.at) * SHARE * weight, BURST_MS);
    account.at = now;
    this.accounts.set(name, account);
    return account;
  }
}
