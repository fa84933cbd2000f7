import { randomBytes } from 'node:crypto';
import { Webhook as Signature } from 'standardwebhooks';

const PREFIX = 'whsec_';
/** Hours that the secret before the last goes on signing, so that a receiver can change over. */
export const OVERLAP_HOURS = 24;

export interface Secrets {
  secret: string;
  formerSecret: string | null;
  formerUntil: Date | null;
}

/** 256 random bits, in the form of https://www.standardwebhooks.com. */
export function createSecret(): string {
  return PREFIX + randomBytes(32).toString('base64');
}

/** The headers that show who sent a body, and when. */
export function signedHeaders(
  { secret, formerSecret, formerUntil }: Secrets,
  messageId: string,
  body: string,
): Record<string, string> {
  const now = new Date();
  const isOverlap = formerSecret !== null && formerUntil !== null && formerUntil > now;
  const secrets = isOverlap ? [secret, formerSecret] : [secret];
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': secrets.map((each) => new Signature(each).sign(messageId, now, body)).join(' '),
  };
}
