import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { getNetworks, getSiteNetwork, WIDER_LIMIT } from '../../../shared/net/network.js';

export interface SignUpLimits {
  /** Sign-ups an hour from one network address. */
  perClient: number;
  /** Sign-ups an hour in all that are mailed at once. */
  inAll: number;
}

/** The key under which clients are counted today: nobody can tell from a digest who they were. */
export type ClientKey = () => Promise<Buffer>;

const HOUR_SECONDS = 3_600;
const IN_ALL = 'all';
/** Sign-ups that one network has in an hour in which there are too many in all. */
const LATE_PER_NETWORK = 2;
/** Hours for which mails wait at most; sign-ups are kept for a day. */
const LONGEST_WAIT_HOURS = 6;

/**
 * Counts sign-ups, for all instances together. Once there are more than `inAll` in an hour, the first two of each
 * network are still taken, and mailed one after the other at the rate of `inAll` an hour: whoever floods the form
 * from some addresses makes others wait, and shuts nobody out.
 */
export class SignUpAdmission {
  /** By the width of the network, the narrowest first. */
  private readonly perClient: RateLimiterPostgres[];
  private readonly inAll: RateLimiterPostgres;
  private readonly latePerNetwork: RateLimiterPostgres;
  private readonly late: RateLimiterPostgres;

  constructor(
    pool: pg.Pool,
    private readonly limits: SignUpLimits,
    private readonly clientKey: ClientKey,
  ) {
    const limiter = (keyPrefix: string, points: number) =>
      new RateLimiterPostgres({
        storeClient: pool,
        storeType: 'pool',
        tableName: 'rate_limit',
        tableCreated: true, // by the migrations
        clearExpiredByTimeout: false, // done with all else that grows old
        duration: HOUR_SECONDS,
        keyPrefix,
        points,
      });
    this.perClient = [limits.perClient, limits.perClient * WIDER_LIMIT].map((points) =>
      limiter('sign-up-from', points),
    );
    this.inAll = limiter('sign-up', limits.inAll);
    this.latePerNetwork = limiter('sign-up-late-from', LATE_PER_NETWORK);
    this.late = limiter('sign-up-late', limits.inAll * LONGEST_WAIT_HOURS);
  }

  /** Returns after how many seconds a sign-up of `client`, an address, may be mailed; null when it is refused. */
  async admit(client: string): Promise<number | null> {
    const networks = getNetworks(client);
    const network = networks[0]!;
    const taken: (number | null)[] = [];
    for (const [i, each] of networks.entries()) {
      taken.push(await take(this.perClient[i]!, await this.hashNetwork(each)));
      if (taken[i] === null) return null;
    }
    const own = taken[0]!;
    if ((await take(this.inAll, IN_ALL)) !== null) return 0;
    if (own > LATE_PER_NETWORK) return null;
    if ((await take(this.latePerNetwork, await this.hashNetwork(getSiteNetwork(network)))) === null)
      return null;
    const place = await take(this.late, IN_ALL);
    return place === null ? null : (place * HOUR_SECONDS) / this.limits.inAll;
  }

  /** No table holds who came from where. */
  private async hashNetwork(network: string): Promise<string> {
    const digest = createHmac('sha256', await this.clientKey())
      .update(network)
      .digest('base64url');
    return digest.slice(0, 22);
  }
}

/** Takes a point; returns how many are taken now, or null when there was none left. */
async function take(limiter: RateLimiterPostgres, key: string): Promise<number | null> {
  try {
    return (await limiter.consume(key)).consumedPoints;
  } catch (error) {
    if (error instanceof RateLimiterRes) return null;
    throw error;
  }
}
