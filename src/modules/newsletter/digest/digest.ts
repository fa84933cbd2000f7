import { randomUUID } from 'node:crypto';
import { renderDigestHtml } from './digest-html.js';
import {
  type Digest,
  type DigestFrame,
  type DigestIssue,
  formatDay,
  type Recipient,
} from './digest-issue.js';
import { renderDigestText } from './digest-text.js';

/** Random placeholders for personal data. They cannot be guessed, so no article can contain them. */
const PLACEHOLDERS: Recipient = {
  unsubscribeUrl: `https://${randomUUID()}.invalid/`,
  subscriptionUrl: `https://${randomUUID()}.invalid/`,
  since: randomUUID(),
};

const MAX_CACHED_PAGES = 200;

/** Renders issues as mails and web pages. */
export class DigestRenderer {
  /**
   * Rendered archive pages by issue. Inlining styles takes about 20 ms, and an archive may be requested a
   * hundred times.
   */
  private readonly pages = new Map<string, string>();

  constructor(private readonly frame: DigestFrame) {}

  getSubject({ subject, articles, newsletter }: DigestIssue): string {
    return subject ?? articles[0]?.title ?? newsletter.name;
  }

  /** Renders the page for the archive, without personal links. */
  renderHtml(issue: DigestIssue): string {
    const key = JSON.stringify([this.frame.site.title, issue]);
    const page = this.pages.get(key) ?? renderDigestHtml(this.frame, issue, this.getSubject(issue), null);
    this.pages.set(key, page);
    const [oldest] = this.pages.keys();
    if (oldest !== undefined && this.pages.size > MAX_CACHED_PAGES) this.pages.delete(oldest);
    return page;
  }

  renderText = (issue: DigestIssue) => renderDigestText(this.frame, issue, this.getSubject(issue), null);

  /** Renders an issue once and returns a function that fills in a reader's personal data. */
  createPersonalizer(issue: DigestIssue): (recipient: Recipient) => Digest {
    const subject = this.getSubject(issue);
    const html = renderDigestHtml(this.frame, issue, subject, PLACEHOLDERS);
    const text = renderDigestText(this.frame, issue, subject, PLACEHOLDERS);
    return (recipient) => ({
      subject,
      html: fillPlaceholders(html, recipient),
      text: fillPlaceholders(text, recipient),
    });
  }

  /** Formats a day as it appears in mails. */
  formatDay(date: Date, timeZone: string): string {
    return formatDay(date, timeZone, this.frame.site.language);
  }
}

function fillPlaceholders(text: string, recipient: Recipient): string {
  return text
    .replaceAll(PLACEHOLDERS.unsubscribeUrl, () => recipient.unsubscribeUrl)
    .replaceAll(PLACEHOLDERS.subscriptionUrl, () => recipient.subscriptionUrl)
    .replaceAll(PLACEHOLDERS.since, () => recipient.since);
}
