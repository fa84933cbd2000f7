import type { MediaUrls } from '../../../media/media-urls.js';
import type { Site } from '../../site/site.type.js';
import type { NewsletterLinks } from '../links.js';
import type { TextCatalog } from '../texts/text-catalog.js';
import type { DigestArticle } from './digest-articles.js';

/** Content of an issue. */
export interface DigestIssue {
  newsletter: { slug: string; name: string; description: string | null; timeZone: string };
  /** BCP 47 tag of the language of its articles. */
  language: string;
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
  mediaUrls: MediaUrls;
  catalog: TextCatalog;
  /** CSS color of headings and links. */
  colour: string;
  /** Postal address of the publisher, shown at the end of mails. */
  postalAddress: string | null;
}
