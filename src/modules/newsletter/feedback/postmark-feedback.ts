import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type FeedbackReader, UnverifiedFeedbackError } from './mail-feedback.js';

const USER_NAME = 'postmark';
/** Types of bounces after which the address is wrong for good. Others, such as a full mailbox, may pass. */
const PERMANENT_TYPES = ['HardBounce', 'BadEmailAddress'];

const EVENT = z.object({
  RecordType: z.string(),
  Type: z.string().optional(),
  Email: z.string().optional(),
});

/**
 * Creates the reader of Postmark's webhooks for bounces and spam complaints. Postmark does not sign them, but
 * sends the user name and password of the webhook's settings (HTTP Basic).
 *
 * See https://postmarkapp.com/developer/webhooks/bounce-webhook
 */
export function createPostmarkReader(password: string): FeedbackReader {
  const expected = hash(`Basic ${Buffer.from(`${USER_NAME}:${password}`).toString('base64')}`);
  return async ({ authorization = '', body }) => {
    if (!timingSafeEqual(hash(authorization), expected)) {
      throw new UnverifiedFeedbackError(
        'The user name must be "postmark" and the password POSTMARK_WEBHOOK_PASSWORD.',
      );
    }
    const { RecordType, Type, Email } = EVENT.parse(body);
    if (!Email) return [];
    if (RecordType === 'SpamComplaint') return [{ email: Email, reason: 'COMPLAINED' }];
    const isPermanent = RecordType === 'Bounce' && Type !== undefined && PERMANENT_TYPES.includes(Type);
    return isPermanent ? [{ email: Email, reason: 'BOUNCED' }] : [];
  };
}

/** Hashes a text, so that texts of any length can be compared in constant time. */
function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
