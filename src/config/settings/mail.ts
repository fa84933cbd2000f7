import { z } from 'zod';
import { httpUrlSchema, type Setting } from './setting.js';

/** Settings of mail, newsletters and providers of mail. */
export const MAIL_SETTINGS = {
  SMTP_URL: {
    schema: z.url({ protocol: /^smtps?$/, error: 'must be a URL with smtp or smtps' }),
    defaultValue: undefined,
    description:
      'URL of the mail server, e.g. `smtps://user:password@mail.example`. Unset: mails are written to `DATA_DIR/mail`.',
  },
  MAIL_FROM: {
    schema: z.email(),
    defaultValue: undefined,
    description: "Sender address of mails. Unset: `newsletter@` followed by the site's host.",
  },
  MAIL_REPLY_TO: {
    schema: z.email(),
    defaultValue: undefined,
    description: 'Address that replies to newsletters go to. Unset: the sender.',
  },
  MAIL_POSTAL_ADDRESS: {
    schema: z.string().max(300),
    defaultValue: undefined,
    description:
      'Postal address of the publisher on one line, shown at the end of all mails, as CAN-SPAM requires.',
  },
  MAIL_RATE: {
    schema: z.coerce.number().int().min(1).max(10_000),
    defaultValue: '20',
    description: 'Maximum number of mails that one process sends per second.',
  },
  MAIL_CONNECTIONS: {
    schema: z.coerce.number().int().min(1).max(50),
    defaultValue: '1',
    description:
      'Number of connections to the mail server. After a crash, up to this many mails of an issue can be sent twice.',
  },
  NEWSLETTER_STYLESHEET: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      "URL of the site's stylesheet for the pages of newsletters, in place of theirs; see docs/newsletters.md. Unset: their own, with `SITE_COLOUR`.",
  },
  SIGN_UPS_PER_CLIENT: {
    schema: z.coerce.number().int().min(1).max(1_000_000),
    defaultValue: '10',
    description: 'Maximum number of newsletter sign-ups per hour from one network address.',
  },
  SIGN_UPS_IN_ALL: {
    schema: z.coerce.number().int().min(1).max(10_000_000),
    defaultValue: '1000',
    description:
      'Maximum number of newsletter sign-ups per hour, in total, whose confirmation is mailed at once. Above it, the first two sign-ups of each network address wait and are mailed at this rate; others are refused.',
  },
  SES_TOPIC_ARN: {
    schema: z
      .string()
      .regex(
        /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/,
        'must be an ARN such as arn:aws:sns:eu-west-1:123456789012:bounces',
      ),
    defaultValue: undefined,
    description:
      'ARN of the Amazon SNS topic to which SES publishes bounces and complaints. Unset: they are not accepted.',
  },
  POSTMARK_WEBHOOK_PASSWORD: {
    schema: z.string().min(16),
    isSecret: true,
    defaultValue: undefined,
    description:
      'Password that Postmark sends with its webhooks, with the user name `postmark`; at least 16 characters. Unset: they are not accepted.',
  },
  MAILGUN_SIGNING_KEY: {
    schema: z.string().min(16),
    isSecret: true,
    defaultValue: undefined,
    description: 'HTTP webhook signing key of the Mailgun account. Unset: its webhooks are not accepted.',
  },
} satisfies Record<string, Setting>;
