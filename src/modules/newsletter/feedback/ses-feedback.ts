import { z } from 'zod';
import { type FeedbackReader, UnverifiedFeedbackError } from './mail-feedback.js';
import { SNS_MESSAGE, type SnsVerifier } from './sns-message.js';

const RECIPIENTS = z.array(z.object({ emailAddress: z.string() }));

/** Notification of an identity (`notificationType`) or event of a configuration set (`eventType`). */
const NOTIFICATION = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  bounce: z.object({ bounceType: z.string(), bouncedRecipients: RECIPIENTS }).optional(),
  complaint: z.object({ complainedRecipients: RECIPIENTS }).optional(),
});

/**
 * Creates the reader of bounces and complaints that Amazon SES publishes to an SNS topic. It confirms the
 * subscription to that topic by itself, and refuses messages of any other.
 *
 * See https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
 */
export function createSesReader(topicArn: string, verifier: SnsVerifier): FeedbackReader {
  return async ({ body }) => {
    const message = SNS_MESSAGE.parse(body);
    // Every customer of Amazon can send signed messages, for a topic of their own.
    if (message.TopicArn !== topicArn)
      throw new UnverifiedFeedbackError('The message is for another topic than SES_TOPIC_ARN.');
    await verifier.verify(message);
    if (message.Type === 'SubscriptionConfirmation') await verifier.confirmSubscription(message);
    return message.Type === 'Notification' ? readNotification(message.Message) : [];
  };
}

function readNotification(text: string): Awaited<ReturnType<FeedbackReader>> {
  const { notificationType, eventType, bounce, complaint } = NOTIFICATION.parse(parseJson(text));
  const type = notificationType ?? eventType;
  if (type === 'Bounce' && bounce?.bounceType === 'Permanent')
    return bounce.bouncedRecipients.map(({ emailAddress: email }) => ({ email, reason: 'BOUNCED' }));
  if (type === 'Complaint' && complaint)
    return complaint.complainedRecipients.map(({ emailAddress: email }) => ({ email, reason: 'COMPLAINED' }));
  return [];
}

/** Parses a message. SES also sends plain text, to tell that notifications were set up. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
