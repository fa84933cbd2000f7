import type pg from 'pg';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import type { SubscribeToNewsletterInput } from '../newsletter.inputs.js';
import { buildSignUpJobsSql } from '../newsletter-tasks.js';
import { parseEmailAddress } from './email-address.js';
import type { SubscribeToNewsletterPayload } from './newsletter-subscription.type.js';
import type { SignUpAdmission } from './sign-up-admission.js';

/**
 * Takes sign-ups. Nothing here looks at who has subscribed: what depends on that is a job's, so that neither the
 * answer nor the time it takes can tell whether an address is known. The job begins a random moment later, or its
 * work could be noticed in the time of the next request.
 */
export class SignUpService {
  constructor(
    private readonly pool: pg.Pool,
    private readonly admission: SignUpAdmission,
  ) {}

  /** `client` is the address that asks. */
  async signUp(input: SubscribeToNewsletterInput, client: string): Promise<SubscribeToNewsletterPayload> {
    const address = parseEmailAddress(input.email);
    if (!address) {
      return createRefusedPayload(
        'email',
        'This is not an address that mail can be sent to.',
        UserErrorCode.INVALID,
      );
    }
    const { rows } = await this.pool.query('SELECT id FROM newsletter WHERE slug = $1', [input.newsletter]);
    if (!rows[0]) {
      return createRefusedPayload('newsletter', 'There is no such newsletter.', UserErrorCode.NOT_FOUND);
    }
    const delay = await this.admission.admit(client);
    if (delay === null) {
      return createRefusedPayload(
        null,
        'There were too many sign-ups. Try again in an hour.',
        UserErrorCode.NOT_ALLOWED,
      );
    }
    // In one statement, so that there is no sign-up without its job.
    await this.pool.query(
      `WITH sign_up AS (
         INSERT INTO newsletter_sign_up (newsletter_id, email, address_hash) VALUES ($1, $2, $3) RETURNING id
       ) ${buildSignUpJobsSql('sign_up', '$4::float8')}`,
      [rows[0].id, address.email, address.hash, delay],
    );
    return { accepted: true, userErrors: [] };
  }
}

function createRefusedPayload(
  field: string | null,
  message: string,
  code: UserErrorCode,
): SubscribeToNewsletterPayload {
  return { accepted: false, userErrors: [{ field: field === null ? null : [field], message, code }] };
}
