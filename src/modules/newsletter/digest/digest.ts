import { randomUUID } from 'node:crypto';
import { renderDigestHtml } from './digest-html.js';
import {
  type Digest,
  type DigestIssue,
  localizeFrame,
  type MailFrame,
  type Recipient,
} from './digest-issue.js';
import { renderDigestText } from './digest-text.js';
import { listHeadlines } from './summary.js';

/** Random placeholders for personal data. They cannot be guessed, so no article can contain them. */
const PLACEHOLDERS: Recipient = {
  unsubscribeUrl: `https://${randomUUID()}.invalid/`,
  subscriptionUrl: `https://${randomUUID()}.invalid/`,
  since: randomUUID(),
};

/** Fills the personal data of one reader into a rendered issue. */
export type Personalize = (reader: Omit<Recipient, 'since'> & { confirmedAt: Date }) => Digest;

const MAX_CACHED_PAGES = 200;

/** Renders issues as mails and web pages. */
export class DigestRenderer {
  /**
   * Rendered archive pages by issue. Inlining styles takes about 20 ms, and an archive may be requested a
   * hundred times.
   */
  private readonly pages = new Map<string, string>();

  constructor(private readonly frame: MailFrame) {}

  getSubject({ subject, articles, newsletter }: DigestIssue): string {
    return subject ?? listHeadlines(articles)[0] ?? newsletter.name;
  }

  /** Renders the page for the archive, without personal links. */
  async renderHtml(issue: DigestIssue): Promise<string> {
    const frame = localizeFrame(this.frame, issue.language);
    const key = JSON.stringify([frame.site.title, issue]);
    const texts = await this.frame.catalog.load(issue.language);
    const page = this.pages.get(key) ?? renderDigestHtml(frame, texts, issue, this.getSubject(issue), null);
    this.pages.set(key, page);
    const [oldest] = this.pages.keys();
    if (oldest !== undefined && this.pages.size > MAX_CACHED_PAGES) this.pages.delete(oldest);
    return page;
  }

  async renderText(issue: DigestIssue): Promise<string> {
    const texts = await this.frame.catalog.load(issue.language);
    return renderDigestText(
      localizeFrame(this.frame, issue.language),
      texts,
      issue,
      this.getSubject(issue),
      null,
    );
  }

  /** Renders an issue once and returns a function that fills in a reader's personal data. */
  async createPersonalizer(issue: DigestIssue): Promise<Personalize> {
    const subject = this.getSubject(issue);
    const texts = await this.frame.catalog.load(issue.language);
    const frame = localizeFrame(this.frame, issue.language);
    const html = renderDigestHtml(frame, texts, issue, subject, PLACEHOLDERS);
    const text = renderDigestText(frame, texts, issue, subject, PLACEHOLDERS);
    return ({ confirmedAt, ...links }) => {
      const recipient = { ...links, since: texts.formatDay(confirmedAt, issue.newsletter.timeZone) };
      return { subject, html: fillPlaceholders(html, recipient), text: fillPlaceholders(text, recipient) };
    };
  }
}

function fillPlaceholders(text: string, recipient: Recipient): string {
  return text
    .replaceAll(PLACEHOLDERS.unsubscribeUrl, () => recipient.unsubscribeUrl)
    .replaceAll(PLACEHOLDERS.subscriptionUrl, () => recipient.subscriptionUrl)
    .replaceAll(PLACEHOLDERS.since, () => recipient.since);
}
