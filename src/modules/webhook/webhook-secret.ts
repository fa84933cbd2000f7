import { createHmac, randomBytes } from 'node:crypto';
import { Webhook as Signature } from 'standardwebhooks';

const PREFIX = 'whsec_';
/** Hours that the secret before the last goes on signing, so that a receiver can change over. */
export const OVERLAP_HOURS = 24;

export interface SigningSecrets {
  secret: string;
  formerSecret: string | null;
  formerUntil: Date | null;
}

/**
 * The secrets that deliveries are signed with, in the form of https://www.standardwebhooks.com: 256 bits. What the
 * database has of one makes it together with a key that stands elsewhere, so that nobody who reads a dump can sign.
 * Without a key, and of secrets that are older than it, the database has the secret itself.
 */
export class WebhookSecrets {
  private cachedKey: { key: string | undefined } | null = null;

  /** `findKey` is called when there is a secret to make. */
  constructor(private readonly findKey: () => string | undefined) {}

  private get key(): string | undefined {
    this.cachedKey ??= { key: this.findKey() };
    return this.cachedKey.key;
  }

  /** What is kept of a new secret. */
  createStoredSecret(): string {
    const random = randomBytes(32).toString('base64');
    return this.key === undefined ? PREFIX + random : random;
  }

  /** The secret of which this is kept. Throws when it was made with a key, and there is none now. */
  deriveSecret(stored: string): string {
    if (stored.startsWith(PREFIX)) return stored;
    if (this.key === undefined)
      throw new Error('Set SECRET_KEY: the secret of this webhook was made with it.');
    return PREFIX + createHmac('sha256', this.key).update(stored).digest('base64');
  }

  /** The headers that show who sent a body, and when. */
  createSignedHeaders(
    { secret, formerSecret, formerUntil }: SigningSecrets,
    messageId: string,
    body: string,
  ): Record<string, string> {
    const now = new Date();
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
