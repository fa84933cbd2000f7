import { buildSiteUrl } from '../../../shared/paths.js';
import type { Texts } from '../texts/texts.js';
import type { DigestFrame, DigestIssue, Recipient } from './digest-issue.js';
import { buildSummary, formatSponsor } from './summary.js';

/** Renders an issue as plain text. */
export function renderDigestText(
  { site, links, postalAddress }: DigestFrame,
  texts: Texts,
  { newsletter, language, number, date: issueDate, intro, articles }: DigestIssue,
  subject: string,
  recipient: Recipient | null,
): string {
  const date = texts.formatDay(issueDate, newsletter.timeZone);
  const { name } = newsletter;
  const entries = articles.map((article) =>
    [formatSponsor(article, site), article.title, buildSummary(article), buildSiteUrl(site, article.path)]
      .filter(Boolean)
      .join('\n'),
  );
  const reason = recipient && [
    texts.format('digest.reason', { newsletter: name, site: site.title, date: recipient.since }),
    `${texts.format('unsubscribe.button')}: ${recipient.unsubscribeUrl}`,
    `${texts.format('digest.subscription')}: ${recipient.subscriptionUrl}`,
  ];
  const paragraphs = [
    number === null ? `${name}, ${date}` : texts.format('issue.mailLine', { newsletter: name, number, date }),
    subject,
    intro,
    ...entries,
    '-- ',
    number !== null &&
      `${texts.format('digest.readOnline')}: ${links.buildPageUrl(language, newsletter.slug, number)}`,
    reason?.join('\n'),
    postalAddress,
  ];
  return `${paragraphs.filter(Boolean).join('\n\n')}\n`;
}
