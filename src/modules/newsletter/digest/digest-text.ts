import { type DigestFrame, type DigestIssue, formatDay, type Recipient } from './digest-issue.js';
import { buildSummary } from './summary.js';

/** Renders an issue as plain text. */
export function renderDigestText(
  { site, links, postalAddress }: DigestFrame,
  { newsletter, number, date, intro, articles }: DigestIssue,
  subject: string,
  recipient: Recipient | null,
): string {
  const day = formatDay(date, newsletter.timeZone, site.language);
  const entries = articles.map((article) =>
    [article.title, buildSummary(article), new URL(article.path, site.url).href].filter(Boolean).join('\n'),
  );
  const reason = recipient && [
    `You get ${newsletter.name} because you signed up for it at ${site.title} and confirmed it on ${recipient.since}.`,
    `Unsubscribe: ${recipient.unsubscribeUrl}`,
    `Your subscription: ${recipient.subscriptionUrl}`,
  ];
  const paragraphs = [
    `${newsletter.name}${number === null ? '' : `, no. ${number}`}, ${day}`,
    subject,
    intro,
    ...entries,
    '-- ',
    number !== null && `In a browser: ${links.buildIssueUrl(newsletter.slug, number)}`,
    reason?.join('\n'),
    postalAddress,
  ];
  return `${paragraphs.filter(Boolean).join('\n\n')}\n`;
}
