import type { Config } from '../../config/env.js';
import type { MediaUrls } from '../../media/media-urls.js';
import type { NewsletterSettings } from '../../modules/newsletter/create-newsletters.js';
import type { FeedbackReader } from '../../modules/newsletter/feedback/mail-feedback.js';
import { createMailgunReader } from '../../modules/newsletter/feedback/mailgun-feedback.js';
import { createPostmarkReader } from '../../modules/newsletter/feedback/postmark-feedback.js';
import { createSesReader } from '../../modules/newsletter/feedback/ses-feedback.js';
import { SnsVerifier } from '../../modules/newsletter/feedback/sns-message.js';
import { getListenUrl, getSite } from '../derived-settings.js';

/** Returns the settings of newsletters. */
export function getNewsletterSettings(config: Config, mediaUrls: MediaUrls): NewsletterSettings {
  return {
    site: getSite(config),
    mediaUrls,
    gateway: config.GATEWAY_URL ?? getListenUrl(config),
    colour: config.SITE_COLOUR,
    postalAddress: config.MAIL_POSTAL_ADDRESS ?? null,
    feedbackReaders: createFeedbackReaders(config),
    limits: { perClient: config.SIGN_UPS_PER_CLIENT, inAll: config.SIGN_UPS_IN_ALL },
  };
}

function createFeedbackReaders({
  SES_TOPIC_ARN,
  POSTMARK_WEBHOOK_PASSWORD,
  MAILGUN_SIGNING_KEY,
}: Config): Map<string, FeedbackReader> {
  const readers = new Map<string, FeedbackReader>();
  if (SES_TOPIC_ARN) readers.set('ses', createSesReader(SES_TOPIC_ARN, new SnsVerifier()));
  if (POSTMARK_WEBHOOK_PASSWORD) readers.set('postmark', createPostmarkReader(POSTMARK_WEBHOOK_PASSWORD));
  if (MAILGUN_SIGNING_KEY) readers.set('mailgun', createMailgunReader(MAILGUN_SIGNING_KEY));
  return readers;
}
