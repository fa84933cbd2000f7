import { createHash } from 'node:crypto';
import { parseAddress } from './address.js';
import type { Claim } from './deliveries.js';
import type { Digest, DigestFrame } from './digest.js';
import type { NewsletterLinks } from './links.js';
import type { Letter } from './mailer.js';
import { type NoteText, noteHtml } from './note-html.js';

export interface DigestLetterParts {
  digest: Digest;
  issue: { id: number };
  newsletter: { slug: string; name: string };
  claim: Claim;
  links: NewsletterLinks;
  token: string;
}

/** An issue to one reader, with what RFC 8058, RFC 2919 and RFC 3834 want of mail to many. */
export function digestLetter({ digest, issue, newsletter, claim, links, token }: DigestLetterParts): Letter {
  const host = new URL(links.newsletter(newsletter.slug)).hostname;
  return {
    ...digest,
    to: mailboxOf(claim.email),
    // The same each time this mail is tried, so that a mailbox that got it twice can show it once.
    messageId: `${digestOf(issue.id, claim.subscriptionId)}@${host}`,
    headers: {
      'List-Id': `<${newsletter.slug}.newsletter.${host}>`,
      'List-Unsubscribe': `<${links.unsubscribe(token)}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      Precedence: 'bulk',
    },
  };
}

export interface ConfirmLetterParts {
  frame: DigestFrame;
  newsletter: { slug: string; name: string };
  email: string;
  token: string;
}

/** Asks whether it was really they who signed up. */
export function confirmLetter({ frame, newsletter, email, token }: ConfirmLetterParts): Letter {
  const { site, links } = frame;
  return note(frame, email, {
    subject: `Confirm your subscription to ${newsletter.name}`,
    lead: `Somebody, we hope you, asked ${site.title} to send ${newsletter.name} to this address.`,
    button: { label: 'Yes, send it to me', url: links.confirm(token) },
    rest: 'The link is good for 48 hours. If it was not you, do nothing: you will get no newsletter.',
  });
}

/** For who signs up again for what they get already. */
export function knownLetter({ frame, newsletter, email, token }: ConfirmLetterParts): Letter {
  const { site, links } = frame;
  return note(frame, email, {
    subject: `You get ${newsletter.name} already`,
    lead: `Somebody, we hope you, asked ${site.title} to send ${newsletter.name} to this address. It goes there already.`,
    button: { label: 'See your subscription', url: links.subscription(token) },
    rest: 'There is nothing that you need to do.',
  });
}

function note(frame: DigestFrame, email: string, text: NoteText): Letter {
  const { subject, lead, button, rest } = text;
  return {
    to: mailboxOf(email),
    subject,
    html: noteHtml(frame, text),
    text: `${lead}\n\n${button.label}: ${button.url}\n\n${rest}\n`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

function mailboxOf(email: string): string {
  const address = parseAddress(email);
  if (!address) throw new Error('This is no address, and was taken for one.');
  return address.mailbox;
}

function digestOf(issueId: number, subscriptionId: number): string {
  return createHash('sha256').update(`${issueId}:${subscriptionId}`).digest('hex').slice(0, 32);
}
