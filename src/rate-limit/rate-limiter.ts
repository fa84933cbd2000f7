import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { BlockList } from 'node:net';
import { LRUCache } from 'lru-cache';
import { withTimeout } from '../database/errors.js';
import { getNetworks, WIDER_LIMIT } from '../shared/net/network.js';
import { containsAddress } from './networks.js';
import { RateLimitError } from './rate-limit-error.js';
import type { RateCounter, RateLimitSubject } from './token-buckets.js';
import type { RateLimitStatus } from './token-lease.js';

/** Milliseconds to wait for the key that instances share; without it, each counts by itself. */
const SALT_TIMEOUT_MS = 300;

/** Clients whose names are remembered for the day. */
const MAX_CLIENTS = 10_000;

/** Who asks. */
export interface ClientIdentity {
  headers: IncomingHttpHeaders;
  /** Of the client, as far as trusted proxies tell. */
  ip: string;
}

export interface RateLimiterOptions {
  counter: RateCounter;
  /** Points in a minute of a client without a key, and of a key; 0 for any number. */
  limits: { client: number; key: number };
  /** Clients that are not counted. */
  exempt: BlockList;
  /** The key under which addresses become names, which all instances share for a day. */
  getDailySalt(): Promise<Buffer>;
  /** The one to use while that cannot be had. */
  fallbackSalt: Buffer;
}

/** Counts who comes in, and keeps out who has come too often. */
export class RateLimiter {
  private readonly clientSubjects = new LRUCache<string, RateLimitSubject[]>({ max: MAX_CLIENTS });
  private saltPromise: Promise<Buffer> | null = null;

  constructor(private readonly options: RateLimiterOptions) {}

  /** Takes a point of the client's. Throws RateLimited. */
  async consumeClientPoint(identity: ClientIdentity): Promise<RateLimitStatus | null> {
    return this.consumePoint(await this.getClientSubject(identity));
  }

  /**
   * Takes a point of whoever it turns out to be: of a key if there is one, else of the client. Keys that are none are
   * counted for their client too, who is not asked for a key again when there were too many. Throws RateLimited, and
   * what `identify` throws.
   */
  async admit<Access extends { viewer: { keyId: number } | null }>(
    identity: ClientIdentity,
    identify: () => Promise<Access>,
  ): Promise<{ access: Access; rateLimitStatus: RateLimitStatus | null; charge(points: number): void }> {
    const { counter, limits } = this.options;
    const client = await this.getClientSubject(identity);
    const failedAttempts = client.map(({ name, limit }) => ({ name: `guesses:${name}`, limit }));
    const hasCredentials = identity.headers.authorization !== undefined;
    if (hasCredentials && failedAttempts.some((each) => counter.isExhausted(each)))
      await this.consumePoint(failedAttempts);
    const access = await identify().catch(async (error) => {
      if (hasCredentials) await this.consumePoint(failedAttempts);
      throw error;
    });
    const subject = access.viewer ? [{ name: `key:${access.viewer.keyId}`, limit: limits.key }] : client;
    const charge = (points: number) => {
      for (const each of subject) counter.charge(each, points);
    };
    return { access, rateLimitStatus: await this.consumePoint(subject), charge };
  }

  /** Takes a point of each, the narrowest network first, and answers how the client stands with its own. */
  private async consumePoint(subject: RateLimitSubject[]): Promise<RateLimitStatus | null> {
    const standings: (RateLimitStatus | null)[] = [];
    for (const each of subject) {
      const status = await this.options.counter.consumePoint(each);
      if (status && !status.isAllowed) throw new RateLimitError(status);
      standings.push(status);
    }
    return standings[0] ?? null;
  }

  /** The client's network and the wider one around it; nobody when it is not counted. */
  private async getClientSubject({ ip }: ClientIdentity): Promise<RateLimitSubject[]> {
    const saltPromise = this.options.getDailySalt();
    if (saltPromise !== this.saltPromise) this.clientSubjects.clear();
    this.saltPromise = saltPromise;
    return this.clientSubjects.get(ip) ?? this.createClientSubject(ip, saltPromise);
  }

  private async createClientSubject(ip: string, saltPromise: Promise<Buffer>): Promise<RateLimitSubject[]> {
    const { limits, exempt, fallbackSalt } = this.options;
    if (limits.client === 0 || containsAddress(exempt, ip)) return [];
    const salt = await withTimeout(SALT_TIMEOUT_MS, saltPromise).catch(() => null);
    const client = getNetworks(ip).map((network, i) => {
      const digest = createHmac('sha256', salt ?? fallbackSalt)
        .update(network)
        .digest('base64url');
      return { name: `client:${digest.slice(0, 22)}`, limit: limits.client * (i === 0 ? 1 : WIDER_LIMIT) };
    });
    if (salt && saltPromise === this.saltPromise) this.clientSubjects.set(ip, client);
    return client;
  }
}
