import { type DigestFrame, dayOf, type Issue, type Recipient } from './digest.js';
import { summaryOf } from './summary.js';

/** The same for who reads mail as plain text. */
export function digestText(
  { site, links }: DigestFrame,
  { newsletter, number, date, intro, articles }: Issue,
  subject: string,
  recipient: Recipient | null,
): string {
  const day = dayOf(date, newsletter.timeZone, site.language);
  const entries = articles.map((article) =>
    [article.title, summaryOf(article), new URL(article.path, site.url).href].filter(Boolean).join('\n'),
  );
  const reason = recipient && [
    `You get ${newsletter.name} because you signed up for it at ${site.title} and confirmed it on ${recipient.since}.`,
    `Unsubscribe: ${recipient.unsubscribeUrl}`,
    `Your subscription: ${recipient.subscriptionUrl}`,
  ];
  const parts = [
    `${newsletter.name}${number === null ? '' : `, no. ${number}`}, ${day}`,
    subject,
    intro,
    ...entries,
    '-- ',
    number !== null && `In a browser: ${links.issue(newsletter.slug, number)}`,
    reason?.join('\n'),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
