import { createHash } from 'node:crypto';
import { parseEmailAddress } from '../../../shared/text/email-address.js';
import type { Digest, DigestFrame } from '../digest/digest-issue.js';
import type { NewsletterLinks } from '../links.js';
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
  const host = new URL(links.buildNewsletterUrl(newsletter.slug)).hostname;
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
  newsletter: { slug: string; name: string };
  email: string;
  token: string;
}

/** Builds the mail that asks a reader to confirm a sign-up. */
export function buildConfirmationEmail({
  frame,
  newsletter,
  email,
  token,
}: SignUpEmailOptions): EmailMessage {
  const { site, links } = frame;
  return buildNoteEmail(frame, email, {
    subject: `Confirm your subscription to ${newsletter.name}`,
    lead: `Somebody, probably you, signed this address up for ${newsletter.name} of ${site.title}.`,
    button: { label: 'Confirm subscription', url: links.buildConfirmUrl(token) },
    rest: 'The link is valid for 48 hours. If it was not you, ignore this mail: you will not be subscribed.',
  });
}

/** Builds the mail for a reader who signs up again while subscribed. */
export function buildAlreadySubscribedEmail({
  frame,
  newsletter,
  email,
  token,
}: SignUpEmailOptions): EmailMessage {
  const { site, links } = frame;
  return buildNoteEmail(frame, email, {
    subject: `You are already subscribed to ${newsletter.name}`,
    lead: `Somebody, probably you, signed this address up for ${newsletter.name} of ${site.title}. It is already subscribed.`,
    button: { label: 'Manage your subscription', url: links.buildSubscriptionUrl(token) },
    rest: 'You do not need to do anything.',
  });
}

function buildNoteEmail(frame: DigestFrame, email: string, text: NoteContent): EmailMessage {
  const { subject, lead, button, rest } = text;
  return {
    to: getMailbox(email),
    subject,
    html: renderNoteHtml(frame, text),
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
