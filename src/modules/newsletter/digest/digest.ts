import { randomUUID } from 'node:crypto';
import type { Site } from '../../site/site.type.js';
import type { NewsletterLinks } from '../links.js';
import type { DigestArticle } from './digest-articles.js';
import { renderDigestHtml } from './digest-html.js';
import { renderDigestText } from './digest-text.js';

/** Content of an issue. */
export interface DigestIssue {
  newsletter: { slug: string; name: string; description: string | null; timeZone: string };
  /** Null for an unsent issue. */
  number: number | null;
  date: Date;
  /** Null to use the title of the first article. */
  subject: string | null;
  intro: string | null;
  articles: DigestArticle[];
}

/** Personal data in a digest: the links and confirmation date of one reader. */
export interface Recipient {
  unsubscribeUrl: string;
  subscriptionUrl: string;
  /** Day on which the reader confirmed, formatted. */
  since: string;
}

export interface Digest {
  subject: string;
  html: string;
  text: string;
}

/** Site data that every digest is rendered with. */
export interface DigestFrame {
  site: Site;
  links: NewsletterLinks;
  /** CSS color of headings and links. */
  colour: string;
}

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
    const key = JSON.stringify(issue);
    const page = this.pages.get(key) ?? renderDigestHtml(this.frame, issue, this.getSubject(issue), null);
    this.pages.set(key, page);
    const [oldest] = this.pages.keys();
    if (this.pages.size > MAX_CACHED_PAGES) this.pages.delete(oldest!);
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

export function formatDay(date: Date, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(date);
}
