import { createHash } from 'node:crypto';
import { parseEmailAddress } from '../../../shared/text/email-address.js';
import type { Digest, DigestFrame } from '../digest/digest-issue.js';
import type { NewsletterLinks } from '../links.js';
import { CONFIRM_HOURS } from '../subscribers/token.js';
import type { Texts } from '../texts/texts.js';
import type { ClaimedDelivery } from './deliveries.js';
import { type NoteContent, renderNoteHtml } from './editor-note.js';
import type { EmailMessage } from './mailer.js';

export interface DigestEmailOptions {
  digest: Digest;
  issue: { id: number };
  newsletter: { slug: string; name: string };
  claim: ClaimedDelivery;
  links: NewsletterLinks;
  token: string;
}

/**
 * Builds the mail of an issue for one reader, with the headers of RFC 8058, RFC 2919 and RFC 3834 for bulk
 * mail.
 */
export function buildDigestEmail({
  digest,
  issue,
  newsletter,
  claim,
  links,
  token,
}: DigestEmailOptions): EmailMessage {
  const host = links.host;
  return {
    ...digest,
    to: getMailbox(claim.email),
    // Every attempt has the same ID, so that a mailbox can show a mail received twice only once.
    messageId: `${createMessageDigest(issue.id, claim.subscriptionId)}@${host}`,
    headers: {
      'List-Id': `<${newsletter.slug}.newsletter.${host}>`,
      'List-Unsubscribe': `<${links.buildUnsubscribeUrl(token)}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      Precedence: 'bulk',
    },
  };
}

export interface SignUpEmailOptions {
  frame: DigestFrame;
  texts: Texts;
  newsletter: { slug: string; name: string };
  email: string;
  token: string;
}

/** Builds the mail that asks a reader to confirm a sign-up. */
export function buildConfirmationEmail({
  frame,
  texts,
  newsletter: { name },
  email,
  token,
}: SignUpEmailOptions): EmailMessage {
  const { site, links } = frame;
  return buildNoteEmail(frame, texts, email, {
    subject: texts.format('confirmationMail.subject', { newsletter: name }),
    lead: texts.format('confirmationMail.text', { newsletter: name, site: site.title }),
    button: { label: texts.format('confirm.button'), url: links.buildConfirmUrl(token) },
    rest: texts.format('confirmationMail.validity', { hours: CONFIRM_HOURS }),
  });
}

/** Builds the mail for a reader who signs up again while subscribed. */
export function buildAlreadySubscribedEmail({
  frame,
  texts,
  newsletter: { name },
  email,
  token,
}: SignUpEmailOptions): EmailMessage {
  const { site, links } = frame;
  return buildNoteEmail(frame, texts, email, {
    subject: texts.format('knownAddressMail.subject', { newsletter: name }),
    lead: texts.format('knownAddressMail.text', { newsletter: name, site: site.title }),
    button: { label: texts.format('knownAddressMail.button'), url: links.buildSubscriptionUrl(token) },
    rest: texts.format('knownAddressMail.advice'),
  });
}

function buildNoteEmail(frame: DigestFrame, texts: Texts, email: string, text: NoteContent): EmailMessage {
  const { subject, lead, button, rest } = text;
  return {
    to: getMailbox(email),
    subject,
    html: renderNoteHtml(frame, texts, text),
    text: `${[lead, `${button.label}: ${button.url}`, rest, frame.postalAddress].filter(Boolean).join('\n\n')}\n`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

function getMailbox(email: string): string {
  const address = parseEmailAddress(email);
  if (!address) throw new Error('The address of the recipient is not a valid email address.');
  return address.mailbox;
}

function createMessageDigest(issueId: number, subscriptionId: number): string {
  return createHash('sha256').update(`${issueId}:${subscriptionId}`).digest('hex').slice(0, 32);
}
