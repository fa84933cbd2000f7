import { z } from 'zod';
import { isTimeZone } from '../../shared/text/time-zone.js';
import { isTrustEntry } from '../trust-txt.js';
import {
  baseUrlSchema,
  httpUrlSchema,
  isLanguageTag,
  parseByLanguage,
  parseList,
  type Setting,
} from './setting.js';

/** Settings of the publication and its pages. */
export const SITE_SETTINGS = {
  SITE_URL: {
    schema: baseUrlSchema,
    defaultValue: undefined,
    description:
      "URL of the site's front page; every `url` begins with it. Unset: the gateway's own address in development with the embedded database, else `http://127.0.0.1:4000`, so that all instances return the same URLs.",
  },
  SITE_TITLE: {
    schema: z.string().min(1),
    defaultValue: 'The Harbour Courier',
    description: 'Name of the site, unless editors set one.',
  },
  SITE_DESCRIPTION: {
    schema: z.string(),
    defaultValue: 'The news of Port Maren, its harbour and its islands.',
    description: 'Description of the site in one sentence, unless editors set one.',
  },
  SITE_TIME_ZONE: {
    schema: z
      .string()
      .refine(isTimeZone, 'must be the IANA name of a time zone, such as Europe/Dublin or UTC'),
    defaultValue: 'UTC',
    description:
      "IANA name of the site's time zone, unless editors set one. The months of the archive and the years of search begin in it; newsletters without a time zone of their own are sent by it. Imports take days without a time as days in it.",
  },
  SITE_LOGO: {
    schema: z.url({ protocol: /^https$/, error: 'must be a URL with https' }),
    defaultValue: undefined,
    description: "https URL of the site's logo, unless editors set one.",
  },
  SITE_COLOUR: {
    schema: z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #0b5c7a'),
    defaultValue: '#0b5c7a',
    description: 'Colour of headings, links and buttons in newsletters and on their pages, as `#rrggbb`.',
  },
  SITE_SOCIAL_PROFILES: {
    schema: z
      .string()
      .transform(parseList)
      .pipe(z.array(z.url({ protocol: /^https$/, error: 'must be URLs with https' }))),
    defaultValue: '',
    description:
      "Comma-separated https URLs of the site's profiles on social networks, unless editors set some.",
  },
  SITE_PREVIEW_URL: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      "URL of the site's draft route, to which a [preview link](../editing.md#preview-links) adds its token as `link`. Unset: `/draft` of the site.",
  },
  SITE_SEARCH_URL: {
    schema: z
      .url({ protocol: /^https?$/ })
      .refine((url) => url.includes('{search_term_string}'), 'must contain {search_term_string}'),
    defaultValue: undefined,
    description:
      "URL of the site's search page, such as `https://www.example.com/search?q={search_term_string}`, for the JSON-LD of the front page. Unset: none.",
  },
  SITE_NOINDEX: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description:
      '`true` for a site that search engines are not to show, such as a copy for tests: `seo.robots` of every page says so, there are no sitemaps, and feeds, pictures and pages of the gateway have `X-Robots-Tag: noindex, nofollow`.',
  },
  SITE_PAYWALL_SELECTOR: {
    schema: z
      .string()
      .regex(/^\.[a-z_-][\w-]*$/i, 'must be the selector of one class, such as .paywall, as Google wants it'),
    defaultValue: '.paywall',
    description:
      'Selector of the class that your site gives to the part of an [article for members](../api/queries.md#articles-for-members) that others do not see. JSON-LD names it.',
  },
  SITE_SPEAKABLE_SELECTORS: {
    schema: z.string().transform(parseList),
    defaultValue: '',
    description:
      'Comma-separated CSS selectors of what assistants are to read aloud of an article on your site, such as `.story h1,.story .standfirst`, for JSON-LD. Unset: JSON-LD says nothing of it.',
  },
  SPONSORED_LABELS: {
    schema: z
      .string()
      .transform(parseByLanguage)
      .refine(
        (labels) => Object.entries(labels).every(([tag, label]) => isLanguageTag(tag) && label !== ''),
        'must be languages with their labels, such as en:Paid post;de:Anzeige',
      ),
    defaultValue: '',
    description:
      'For languages, the label of [sponsored articles](../editing.md#sponsored-articles) in feeds, newsletters and `sponsorship.label`: `en:Paid post;de:Anzeige`. Unset: `Sponsored`, and words of the same meaning in German, French, Spanish and Arabic.',
  },
  REQUIRE_ALT_TEXTS: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description:
      '`true` refuses to publish or schedule an article with a [picture without a text alternative](../media.md#text-alternatives). Imports are not refused.',
  },
  DRAFT_STATUS_CODES: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description:
      '`true` for the statuses of the draft of GraphQL over HTTP of 2026, to clients that accept `application/graphql-response+json`: 294 for a response with data and errors, 422 for a document that is not valid.',
  },
  VIEW_FLUSH_SECONDS: {
    schema: z.coerce.number().min(0.05).max(3_600),
    defaultValue: '5',
    description:
      'Maximum time in seconds that page views wait in memory before they are written to the database. A crash loses the waiting views.',
  },
  TRUST_TXT: {
    schema: z
      .string()
      .transform((text) => text.split(/\s+/).filter(Boolean))
      .refine(
        (entries) => entries.every(isTrustEntry),
        'must be entries of trust.txt with spaces between, such as belongto=https://www.example.org/ contact=desk@example.com: a URL for belongto, member, control, controlledby, social, vendor, customer and disclosure, yes or no for datatrainingallowed',
      ),
    defaultValue: '',
    description:
      'Entries of [trust.txt](../feeds-and-sitemaps.md#trusttxt) with spaces between: `belongto=https://www.example.org/ social=https://social.example/@us`. Unset: there is no such file.',
  },
} satisfies Record<string, Setting>;
