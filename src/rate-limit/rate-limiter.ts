import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { BlockList } from 'node:net';
import { withTimeout } from '../database/errors.js';
import { UnauthenticatedError } from '../shared/errors/errors.js';
import { getNetworks, getWidestNetwork, WIDER_LIMIT } from '../shared/net/network.js';
import { createSparseLru } from '../shared/sparse-lru.js';
import type { Client } from './concurrency/client-allowance.js';
import { containsAddress } from './networks.js';
import { RateLimitError } from './rate-limit-error.js';
import type { RateCounter, RateLimitSubject } from './token-buckets.js';
import type { RateLimitStatus } from './token-lease.js';

/** Milliseconds to wait for the daily salt; without it, each instance counts by itself. */
const SALT_TIMEOUT_MS = 300;

/** Maximum number of clients in the caches by address, which last for the day. */
const MAX_CLIENTS = 10_000;

/** Weight of an API key in the queues, since it stands for a site's readers; a client without one has 1. */
const WEIGHT_OF_KEY = 5;

/** Headers and address of a client that sends a request. */
export interface ClientIdentity {
  headers: IncomingHttpHeaders;
  /** IP address of the client, from `x-forwarded-for` where the proxy is trusted. */
  ip: string;
}

/** Failures that are limited per minute: unknown credentials and files, like requests, and signatures that are not valid. */
export type FailureKind = 'guesses' | 'misses' | 'signatures';

/** Failures in a minute after which a network has failed too often, where these are fewer than its requests. */
const MAX_FAILURES: Partial<Record<FailureKind, number>> = { signatures: 20 };

/** An admitted request. */
export interface Admitted<Access> {
  access: Access;
  rateLimitStatus: RateLimitStatus | null;
  /** Client that queued the operation. */
  client: Client;
  charge(points: number): void;
}

export interface RateLimiterOptions {
  counter: RateCounter;
  /** Points in a minute of a client without an API key, and of a key; 0 for no limit. */
  limits: { client: number; key: number };
  /** Addresses that are not counted. */
  exempt: BlockList;
  /** Returns the daily salt that hashes addresses, shared by all instances. */
  getDailySalt(): Promise<Buffer>;
  /** Salt of this instance, used while the shared one is not available. */
  fallbackSalt: Buffer;
}

/** Rate limiter for requests, by API key or client network. */
export class RateLimiter {
  private readonly clientSubjects = createSparseLru<string, RateLimitSubject[]>(MAX_CLIENTS);
  /** Clients of the queues without an API key, by their addresses. */
  private readonly readers = createSparseLru<string, Client>(MAX_CLIENTS);
  private saltPromise: Promise<Buffer> | null = null;

  constructor(private readonly options: RateLimiterOptions) {}

  /** Consumes a point of the client's network. Throws RateLimitError. */
  async consumeClientPoint(identity: ClientIdentity): Promise<RateLimitStatus | null> {
    return this.consumePoint(await this.getClientSubject(identity));
  }

  /** Consumes points of the client's network, if at least one remains. Throws RateLimitError. */
  async consumeClientPoints(identity: ClientIdentity, points: number): Promise<void> {
    const subject = await this.getClientSubject(identity);
    await this.consumePoint(subject);
    for (const each of subject) this.options.counter.charge(each, points - 1);
  }

  /** Consumes a point of the client's network, and returns the client of the queues. Throws RateLimitError. */
  async admitReader(identity: ClientIdentity): Promise<Client> {
    await this.consumeClientPoint(identity);
    return this.identifyClient(identity, null);
  }

  /**
   * Authenticates the request and consumes a point of its API key, or of its client. Throws as `authenticate`,
   * and RateLimitError.
   */
  async admit<Access extends { viewer: { keyId: number } | null }>(
    identity: ClientIdentity,
    identify: () => Promise<Access>,
  ): Promise<Admitted<Access>> {
    const { counter, limits } = this.options;
    const access = await this.authenticate(identity, identify);
    const subject = access.viewer
      ? [{ name: `key:${access.viewer.keyId}`, limit: limits.key }]
      : await this.getClientSubject(identity);
    const charge = (points: number) => {
      for (const each of subject) counter.charge(each, points);
    };
    return {
      access,
      rateLimitStatus: await this.consumePoint(subject),
      charge,
      client: this.identifyClient(identity, access.viewer),
    };
  }

  /**
   * Authenticates the request without consuming a point. Unknown credentials count against the client's IP;
   * after too many, credentials are no longer checked, and RateLimitError is thrown.
   */
  async authenticate<Access>(identity: ClientIdentity, identify: () => Promise<Access>): Promise<Access> {
    if (identity.headers.authorization === undefined) return identify();
    await this.checkFailures(identity, 'guesses');
    return identify().catch(async (error) => {
      if (error instanceof UnauthenticatedError) await this.countFailure(identity, 'guesses');
      throw error;
    });
  }

  /** Throws RateLimitError if the client has failed too often in this minute. */
  async checkFailures(identity: ClientIdentity, kind: FailureKind): Promise<void> {
    const failures = await this.getFailures(identity, kind);
    if (failures.some((each) => this.options.counter.isExhausted(each))) await this.consumePoint(failures);
  }

  /** Counts a failure of the client. Throws RateLimitError if it has failed too often in this minute. */
  async countFailure(identity: ClientIdentity, kind: FailureKind): Promise<void> {
    await this.consumePoint(await this.getFailures(identity, kind));
  }

  /** Returns true if the client has failed too often in this minute. Never throws. */
  async hasFailedTooOften(identity: ClientIdentity, kind: FailureKind): Promise<boolean> {
    return this.checkFailures(identity, kind).then(
      () => false,
      (error) => error instanceof RateLimitError,
    );
  }

  private async getFailures(identity: ClientIdentity, kind: FailureKind): Promise<RateLimitSubject[]> {
    const client = await this.getClientSubject(identity);
    const { [kind]: max = Number.POSITIVE_INFINITY } = MAX_FAILURES;
    return client.map(({ name, limit }, i) => ({
      name: `${kind}:${name}`,
      limit: Math.min(limit, max * (i === 0 ? 1 : WIDER_LIMIT)),
    }));
  }

  /** Returns the client of the queues: a key, or the widest network that one customer may have. */
  private identifyClient({ ip }: ClientIdentity, viewer: { keyId: number } | null): Client {
    const known = viewer ? undefined : this.readers.get(ip);
    if (known) return known;
    const isExempt = containsAddress(this.options.exempt, ip);
    const name = viewer ? `key:${viewer.keyId}` : getWidestNetwork(ip);
    const client = { name, weight: isExempt ? Number.POSITIVE_INFINITY : viewer ? WEIGHT_OF_KEY : 1 };
    if (!viewer) this.readers.set(ip, client);
    return client;
  }

  /** Consumes a point of each subject, the narrowest network first, and returns the status of the first. */
  private async consumePoint(subject: RateLimitSubject[]): Promise<RateLimitStatus | null> {
    const standings: (RateLimitStatus | null)[] = [];
    for (const each of subject) {
      const status = await this.options.counter.consumePoint(each);
      if (status && !status.isAllowed) throw new RateLimitError(status);
      standings.push(status);
    }
    return standings[0] ?? null;
  }

  /** Returns the client's network and the wider one around it; empty for an exempt client. */
  private async getClientSubject({ ip }: ClientIdentity): Promise<RateLimitSubject[]> {
    const saltPromise = this.options.getDailySalt();
    if (saltPromise !== this.saltPromise) {
      this.clientSubjects.clear();
      this.readers.clear();
    }
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
