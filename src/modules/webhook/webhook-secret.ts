import { createHmac, randomBytes } from 'node:crypto';
import { Webhook as Signature } from 'standardwebhooks';

const PREFIX = 'whsec_';
/** Hours for which the former secret also signs after a rotation. */
export const OVERLAP_HOURS = 24;

export interface SigningSecrets {
  secret: string;
  formerSecret: string | null;
  formerUntil: Date | null;
}

/**
 * Derives the secrets that sign deliveries (256 bits, in the form of https://www.standardwebhooks.com) from
 * stored values and SECRET_KEY, so that a database dump cannot sign. Without a key, and for secrets older
 * than it, the database stores the secret itself.
 */
export class WebhookSecrets {
  private cachedKey: { key: string | undefined } | null = null;

  /** `findKey` is called when the first secret is created or derived. */
  constructor(private readonly findKey: () => string | undefined) {}

  private get key(): string | undefined {
    this.cachedKey ??= { key: this.findKey() };
    return this.cachedKey.key;
  }

  /** Creates the stored value of a new secret. */
  createStoredSecret(): string {
    const random = randomBytes(32).toString('base64');
    return this.key === undefined ? PREFIX + random : random;
  }

  /**
   * Derives the secret from its stored value. Throws an Error if it was created with a key and none is set.
   */
  deriveSecret(stored: string): string {
    if (stored.startsWith(PREFIX)) return stored;
    if (this.key === undefined)
      throw new Error(
        'SECRET_KEY is not set, but the secret of this webhook was created with it. Set the same SECRET_KEY again.',
      );
    return PREFIX + createHmac('sha256', this.key).update(stored).digest('base64');
  }

  /**
   * Creates the headers with the message ID, time and signatures of a body. `now` is the time of the database, since
   * receivers reject a time that is some minutes off.
   */
  createSignedHeaders(
    { secret, formerSecret, formerUntil }: SigningSecrets,
    messageId: string,
    body: string,
    now: Date,
  ): Record<string, string> {
    const isOverlap = formerSecret !== null && formerUntil !== null && formerUntil > now;
    const storedSecrets = isOverlap ? [secret, formerSecret] : [secret];
    const signatures = storedSecrets.map((each) =>
      new Signature(this.deriveSecret(each)).sign(messageId, now, body),
    );
    return {
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': signatures.join(' '),
    };
  }
}
