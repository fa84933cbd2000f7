import { randomUUID } from 'node:crypto';
import type { Site } from '../../site/site.type.js';
import type { NewsletterLinks } from '../links.js';
import type { DigestArticle } from './digest-articles.js';
import { renderDigestHtml } from './digest-html.js';
import { renderDigestText } from './digest-text.js';

/** What an issue says. */
export interface DigestIssue {
  newsletter: { slug: string; name: string; description: string | null; timeZone: string };
  /** Null for one that was not sent. */
  number: number | null;
  date: Date;
  /** Null for the title of the first article. */
  subject: string | null;
  intro: string | null;
  articles: DigestArticle[];
}

/** Whose issue it is: the links are theirs alone. */
export interface Recipient {
  unsubscribeUrl: string;
  subscriptionUrl: string;
  /** When they confirmed, as the mail says it. */
  since: string;
}

export interface Digest {
  subject: string;
  html: string;
  text: string;
}

/** What a digest is made from beside its issue. */
export interface DigestFrame {
  site: Site;
  links: NewsletterLinks;
  /** CSS colour of headings and links. */
  colour: string;
}

/** Stand in a digest for what is a reader's own. No one can guess them, and so none can be in an article. */
const PLACEHOLDERS: Recipient = {
  unsubscribeUrl: `https://${randomUUID()}.invalid/`,
  subscriptionUrl: `https://${randomUUID()}.invalid/`,
  since: randomUUID(),
};

const MAX_CACHED_PAGES = 200;

/** Makes issues into mails and pages. */
export class DigestRenderer {
  /** Moving styles into elements takes some 20 ms, and an archive may be asked for by the hundred. */
  private readonly pages = new Map<string, string>();

  constructor(private readonly frame: DigestFrame) {}

  getSubject({ subject, articles, newsletter }: DigestIssue): string {
    return subject ?? articles[0]?.title ?? newsletter.name;
  }

  /** For the archive: without anybody's links. */
  renderHtml(issue: DigestIssue): string {
    const key = JSON.stringify(issue);
    const page = this.pages.get(key) ?? renderDigestHtml(this.frame, issue, this.getSubject(issue), null);
    this.pages.set(key, page);
    const [oldest] = this.pages.keys();
    if (this.pages.size > MAX_CACHED_PAGES) this.pages.delete(oldest!);
    return page;
  }

  renderText = (issue: DigestIssue) => renderDigestText(this.frame, issue, this.getSubject(issue), null);

  /** Makes an issue once, and answers how to make it each reader's own. */
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

  /** How a mail says a day. */
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
