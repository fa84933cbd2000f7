import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { getNetworks, getSiteNetwork, WIDER_LIMIT } from '../../../shared/net/network.js';
import { requireValue } from '../../../shared/require-value.js';

export interface SignUpLimits {
  /** Sign-ups per hour from one network address. */
  perClient: number;
  /** Sign-ups per hour in total that are mailed without delay. */
  inAll: number;
}

/**
 * Supplies today's key for hashing client addresses, so that clients cannot be identified by their digests.
 */
export type ClientKey = () => Promise<Buffer>;

const HOUR_SECONDS = 3_600;
const IN_ALL = 'all';
/** Sign-ups per network in an hour in which the total limit is exceeded. */
const LATE_PER_NETWORK = 2;
/** Maximum hours by which mails are delayed; sign-ups are retained for a day. */
const LONGEST_WAIT_HOURS = 6;

/**
 * Rate limiter of sign-ups, shared by all instances. Above `inAll` per hour, two sign-ups per network are
 * still accepted and mailed at that rate.
 *
 * A flood from a few networks therefore delays other readers but does not lock them out.
 */
export class SignUpAdmission {
  /** Limiters by width of the network, narrowest first. */
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
        clearExpiredByTimeout: false, // expired rows are pruned with other expired data
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

  /**
   * Returns the seconds after which a sign-up from `client`, a network address, may be mailed. Returns null
   * if it is refused.
   */
  async admit(client: string): Promise<number | null> {
    const networks = getNetworks(client);
    const [network = client] = networks;
    const taken: number[] = [];
    for (const [i, each] of networks.entries()) {
      const limiter = requireValue(this.perClient[i], 'Each width of a network has a limit.');
      const points = await take(limiter, await this.hashNetwork(each));
      if (points === null) return null;
      taken.push(points);
    }
    const [own = 0] = taken;
    if ((await take(this.inAll, IN_ALL)) !== null) return 0;
    if (own > LATE_PER_NETWORK) return null;
    if ((await take(this.latePerNetwork, await this.hashNetwork(getSiteNetwork(network)))) === null)
      return null;
    const place = await take(this.late, IN_ALL);
    return place === null ? null : (place * HOUR_SECONDS) / this.limits.inAll;
  }

  /** Hashes a network so that no table stores addresses. */
  private async hashNetwork(network: string): Promise<string> {
    const digest = createHmac('sha256', await this.clientKey())
      .update(network)
      .digest('base64url');
    return digest.slice(0, 22);
  }
}

/** Consumes a point and returns the number consumed so far, or null if none remains. */
async function take(limiter: RateLimiterPostgres, key: string): Promise<number | null> {
  try {
    return (await limiter.consume(key)).consumedPoints;
  } catch (error) {
    if (error instanceof RateLimiterRes) return null;
    throw error;
  }
}
