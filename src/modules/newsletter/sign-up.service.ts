import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from '../../shared/network.js';
import { UserErrorCode } from '../editing/user-error-code.js';
import { parseAddress } from './address.js';
import type { SubscribeToNewsletterInput } from './newsletter.inputs.js';
import type { SubscribeToNewsletterPayload } from './newsletter-subscription.type.js';
import { addSignUpJobs } from './newsletter-tasks.js';

export interface SignUpLimits {
  /** Sign-ups an hour from one network address. */
  perClient: number;
  /** Sign-ups an hour in all. */
  inAll: number;
}

/** The key under which clients are counted today: nobody can tell from a digest who they were. */
export type ClientKey = () => Promise<Buffer>;

const HOUR_SECONDS = 3_600;
const IN_ALL = 'all';

/**
 * Takes sign-ups. Nothing here looks at who has subscribed: what depends on that is a job's, so that neither the
 * answer nor the time it takes can tell whether an address is known. The job begins a random moment later, or its
 * work could be noticed in the time of the next request.
 */
export class SignUpService {
  private readonly perClient: RateLimiterPostgres;
  private readonly inAll: RateLimiterPostgres;

  constructor(
    private readonly pool: pg.Pool,
    { perClient, inAll }: SignUpLimits,
    private readonly clientKey: ClientKey,
  ) {
    const store = {
      storeClient: pool,
      storeType: 'pool',
      tableName: 'rate_limit',
      tableCreated: true, // by the migrations
      clearExpiredByTimeout: false, // done with all else that grows old
      duration: HOUR_SECONDS,
    };
    this.perClient = new RateLimiterPostgres({ ...store, keyPrefix: 'sign-up-from', points: perClient });
    this.inAll = new RateLimiterPostgres({ ...store, keyPrefix: 'sign-up', points: inAll });
  }

  /** `client` is the address that asks. */
  async signUp(input: SubscribeToNewsletterInput, client: string): Promise<SubscribeToNewsletterPayload> {
    const address = parseAddress(input.email);
    if (!address) {
      return refused('email', 'This is not an address that mail can be sent to.', UserErrorCode.INVALID);
    }
    const { rows } = await this.pool.query('SELECT id FROM newsletter WHERE slug = $1', [input.newsletter]);
    if (!rows[0]) {
      return refused('newsletter', 'There is no such newsletter.', UserErrorCode.NOT_FOUND);
    }
    const isWithin =
      (await isWithinLimit(this.perClient, await this.digestOf(client))) &&
      (await isWithinLimit(this.inAll, IN_ALL));
    if (!isWithin) {
      return refused(null, 'There were too many sign-ups. Try again in an hour.', UserErrorCode.NOT_ALLOWED);
    }
    // In one statement, so that there is no sign-up without its job.
    await this.pool.query(
      `WITH sign_up AS (
         INSERT INTO newsletter_sign_up (newsletter_id, email, address_hash) VALUES ($1, $2, $3) RETURNING id
       ) ${addSignUpJobs('sign_up')}`,
      [rows[0].id, address.email, address.hash],
    );
    return { accepted: true, userErrors: [] };
  }

  /** No table holds who came from where. */
  private async digestOf(client: string): Promise<string> {
    return createHmac('sha256', await this.clientKey())
      .update(networkOf(client))
      .digest('base64url')
      .slice(0, 22);
  }
}

function refused(field: string | null, message: string, code: UserErrorCode): SubscribeToNewsletterPayload {
  return { accepted: false, userErrors: [{ field: field === null ? null : [field], message, code }] };
}

async function isWithinLimit(limiter: RateLimiterPostgres, key: string): Promise<boolean> {
  try {
    await limiter.consume(key);
    return true;
  } catch (error) {
    if (error instanceof RateLimiterRes) return false;
    throw error;
  }
}
