import { resolve } from 'node:path';
import type { Config } from '../../config/env.js';
import { getLanguages } from '../../config/languages.js';
import type { ModuleEnvironment } from '../module.js';
import type { FeedbackReader } from './feedback/mail-feedback.js';
import { createMailgunReader } from './feedback/mailgun-feedback.js';
import { createPostmarkReader } from './feedback/postmark-feedback.js';
import { createSesReader } from './feedback/ses-feedback.js';
import { SnsVerifier } from './feedback/sns-message.js';
import type { NewsletterSettings } from './newsletters.js';

/** Returns the settings of newsletters. */
export function getNewsletterSettings({
  config,
  site,
  gatewayUrl,
  mediaUrls,
}: ModuleEnvironment): NewsletterSettings {
  return {
    site,
    languages: getLanguages(config),
    mediaUrls,
    gateway: gatewayUrl,
    colour: config.SITE_COLOUR,
    postalAddress: config.MAIL_POSTAL_ADDRESS ?? null,
    feedbackReaders: createFeedbackReaders(config),
    localesFolder: config.LOCALES_DIR === undefined ? null : resolve(config.LOCALES_DIR),
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
