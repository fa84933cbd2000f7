import { randomUUID } from 'node:crypto';
import type { Site } from '../site/site.type.js';
import type { DigestArticle } from './digest-articles.js';
import { digestHtml } from './digest-html.js';
import { digestText } from './digest-text.js';
import type { NewsletterLinks } from './links.js';

/** What an issue says. */
export interface Issue {
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
const MARKS: Recipient = {
  unsubscribeUrl: `https://${randomUUID()}.invalid/`,
  subscriptionUrl: `https://${randomUUID()}.invalid/`,
  since: randomUUID(),
};

const KEPT = 200;

/** Makes issues into mails and pages. */
export class Digests {
  /** Moving styles into elements takes some 20 ms, and an archive may be asked for by the hundred. */
  private readonly pages = new Map<string, string>();

  constructor(private readonly frame: DigestFrame) {}

  subject({ subject, articles, newsletter }: Issue): string {
    return subject ?? articles[0]?.title ?? newsletter.name;
  }

  /** For the archive: without anybody's links. */
  html(issue: Issue): string {
    const key = JSON.stringify(issue);
    const page = this.pages.get(key) ?? digestHtml(this.frame, issue, this.subject(issue), null);
    this.pages.set(key, page);
    const [oldest] = this.pages.keys();
    if (this.pages.size > KEPT) this.pages.delete(oldest!);
    return page;
  }

  text = (issue: Issue) => digestText(this.frame, issue, this.subject(issue), null);

  /** Makes an issue once, and answers how to make it each reader's own. */
  forReaders(issue: Issue): (recipient: Recipient) => Digest {
    const subject = this.subject(issue);
    const html = digestHtml(this.frame, issue, subject, MARKS);
    const text = digestText(this.frame, issue, subject, MARKS);
    return (recipient) => ({ subject, html: fill(html, recipient), text: fill(text, recipient) });
  }

  /** How a mail says a day. */
  day(date: Date, timeZone: string): string {
    return dayOf(date, timeZone, this.frame.site.language);
  }
}

function fill(text: string, recipient: Recipient): string {
  return text
    .replaceAll(MARKS.unsubscribeUrl, () => recipient.unsubscribeUrl)
    .replaceAll(MARKS.subscriptionUrl, () => recipient.subscriptionUrl)
    .replaceAll(MARKS.since, () => recipient.since);
}

export function dayOf(date: Date, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(date);
}
