import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type FeedbackReader, UnverifiedFeedbackError } from './mail-feedback.js';

/** Seconds that a signature is valid. Mailgun repeats a failed request for eight hours. */
const MAX_AGE_SECONDS = 12 * 3_600;
/** Enhanced status codes (RFC 3463) of rejections that do not concern the mailbox: policy, and a full mailbox. */
const OTHER_REJECTIONS = /^5\.(7\.\d+|2\.2)$/;

const WEBHOOK = z.object({
  signature: z.object({ timestamp: z.string(), token: z.string(), signature: z.string() }),
  'event-data': z.object({
    event: z.string(),
    severity: z.string().optional(),
    recipient: z.string().optional(),
    'delivery-status': z.object({ 'enhanced-code': z.string().optional() }).optional(),
  }),
});

/**
 * Creates the reader of Mailgun's webhooks for permanent failures and complaints, which carry an HMAC.
 *
 * See https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
 */
export function createMailgunReader(
  signingKey: string,
  clock: () => Date = () => new Date(),
): FeedbackReader {
  return async ({ body }) => {
    const { signature, 'event-data': event } = WEBHOOK.parse(body);
    const hmac = createHmac('sha256', signingKey)
      .update(signature.timestamp + signature.token)
      .digest();
    const given = Buffer.from(signature.signature, 'hex');
    if (given.length !== hmac.length || !timingSafeEqual(given, hmac))
      throw new UnverifiedFeedbackError('The signature does not match MAILGUN_SIGNING_KEY.');
    const age = Math.abs(clock().getTime() / 1_000 - Number(signature.timestamp));
    if (!(age <= MAX_AGE_SECONDS)) throw new UnverifiedFeedbackError('The signature is too old.');
    if (!event.recipient) return [];
    if (event.event === 'complained') return [{ email: event.recipient, reason: 'COMPLAINED' }];
    const code = event['delivery-status']?.['enhanced-code'] ?? '';
    const isPermanent = event.event === 'failed' && event.severity === 'permanent';
    return isPermanent && !OTHER_REJECTIONS.test(code) ? [{ email: event.recipient, reason: 'BOUNCED' }] : [];
  };
}
