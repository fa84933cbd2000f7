import type { MediaUrls } from '../../../media/media-urls.js';
import type { SiteLanguages } from '../../../shared/languages.js';
import { type LocalizedSite, localizeSite } from '../../site/localize-site.js';
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

/** Site data that every digest is rendered with, in one language. */
export interface DigestFrame extends Omit<MailFrame, 'site' | 'languages'> {
  site: LocalizedSite;
}

/** Returns the site data of mails in a language. */
export function localizeFrame({ site, languages, ...frame }: MailFrame, language: string): DigestFrame {
  return { ...frame, site: localizeSite(site, language, languages) };
}

/** Site data of mails, in all languages. */
export interface MailFrame {
  site: Site;
  languages: SiteLanguages;
  links: NewsletterLinks;
  mediaUrls: MediaUrls;
  catalog: TextCatalog;
  /** CSS color of headings and links. */
  colour: string;
  /** Postal address of the publisher, shown at the end of mails. */
  postalAddress: string | null;
}
