import type pg from 'pg';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import type { SiteLanguages } from '../../../shared/languages.js';
import { parseReference } from '../../../shared/references/reference.js';
import { parseEmailAddress } from '../../../shared/text/email-address.js';
import type { SubscribeToNewsletterInput } from '../newsletter.inputs.js';
import { buildSignUpJobsSql } from '../newsletter-tasks.js';
import { describeLanguages } from '../validate.js';
import type { SubscribeToNewsletterPayload } from './newsletter-subscription.type.js';
import type { SignUpAdmission } from './sign-up-admission.js';

/**
 * Accepts sign-ups without looking at existing subscriptions, so neither the response nor its timing reveals
 * known addresses. A job looks at them.
 *
 * The job starts after a random delay, since its load could otherwise show in the timing of the next request.
 */
export class SignUpService {
  constructor(
    private readonly pool: pg.Pool,
    private readonly admission: SignUpAdmission,
    private readonly languages: SiteLanguages,
  ) {}

  /**
   * Accepts a sign-up; `client` is the network address of the reader, `requestLanguage` the language of mails unless the
   * input names another.
   */
  async signUp(
    input: SubscribeToNewsletterInput,
    client: string,
    requestLanguage: string,
  ): Promise<SubscribeToNewsletterPayload> {
    const address = parseEmailAddress(input.email);
    if (!address) {
      return createRefusedPayload('email', 'This is not a valid email address.', UserErrorCode.INVALID);
    }
    const id = await this.findNewsletterId(input.newsletter);
    if (id === null) {
      return createRefusedPayload('newsletter', 'The newsletter was not found.', UserErrorCode.NOT_FOUND);
    }
    const language = input.language == null ? requestLanguage : this.languages.find(input.language);
    if (language === null)
      return createRefusedPayload('language', describeLanguages(this.languages), UserErrorCode.INVALID);
    const delay = await this.admission.admit(client);
    if (delay === null) {
      return createRefusedPayload(
        null,
        'Too many sign-ups. Try again in an hour.',
        UserErrorCode.NOT_ALLOWED,
      );
    }
    // A single statement, so that every sign-up has its job.
    await this.pool.query(
      `WITH sign_up AS (
         INSERT INTO newsletter_sign_up (newsletter_id, email, address_hash, language) VALUES ($1, $2, $3, $5) RETURNING id
       ) ${buildSignUpJobsSql('sign_up', '$4::float8')}`,
      [id, address.email, address.hash, delay, this.languages.areMany ? language : null],
    );
    return { isAccepted: true, userErrors: [] };
  }

  private async findNewsletterId(text: string): Promise<number | null> {
    const reference = parseReference('Newsletter', text);
    if (!reference) return null;
    const column = 'id' in reference ? 'id' : 'slug';
    const { rows } = await this.pool.query(
      `SELECT id FROM newsletter WHERE ${column} = $1`,
      Object.values(reference),
    );
    return rows[0]?.id ?? null;
  }
}

function createRefusedPayload(
  field: string | null,
  message: string,
  code: UserErrorCode,
): SubscribeToNewsletterPayload {
  return { isAccepted: false, userErrors: [{ field: field === null ? null : [field], message, code }] };
}
