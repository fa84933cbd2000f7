import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { formatStatement, parseStatement } from '../shared/machine-rights.js';
import { SIGNATURE_AGENTS } from '../shared/signature-agents.js';
import { parseSponsorRule } from '../shared/sponsor-rules.js';
import { canonicalizeLanguageTag } from '../shared/text/language-tag.js';
import { isTimeZone } from '../shared/text/time-zone.js';
import { describeIssue } from './describe-issue.js';
import { isTrustEntry } from './trust-txt.js';

const INVALID_ORIGIN = 'must be an origin such as https://www.example.com';
const PATH_PREFIX = /^(\/[\w.~-]+)+$/;
const INVALID_RANGE = 'must be an IP address or a CIDR range';
const ipRangeSchema = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], INVALID_RANGE);
const proxySchema = z.union([z.enum(['loopback', 'linklocal', 'uniquelocal']), ipRangeSchema], INVALID_RANGE);

const httpUrlSchema = z.url({ protocol: /^https?$/, error: 'must be a URL with http or https' });
/** How syncs handle pictures. */
const mediaSchema = z.enum(['link', 'copy']);
const postgresUrlSchema = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a URL with postgres or postgresql',
});
const secondsSchema = z.coerce.number().int().min(0).max(31_536_000);

/**
 * Every setting: its schema, default and description. The settings table of the documentation is rendered
 * from it.
 */
export const ENV_VARS = {
  PORT: {
    schema: z.coerce.number().int().min(0).max(65535),
    defaultValue: '4000',
    description: 'TCP port of the gateway.',
  },
  HOST: {
    schema: z.string(),
    defaultValue: '127.0.0.1',
    description: 'Address to listen on; `0.0.0.0` for all interfaces.',
  },
  WORKERS: {
    schema: z.union([
      z.literal('auto').transform(() => availableParallelism()),
      z.coerce.number().int().min(1).max(64),
    ]),
    defaultValue: '1',
    description:
      'Number of processes that share the port, or `auto` for one for each core. They share `CACHE_MB` and `LIVE_CONNECTIONS`, and each has a pool of `DATABASE_POOL` connections. See [workers](workers.md).',
  },
  DATABASE_URL: {
    schema: postgresUrlSchema,
    defaultValue: undefined,
    description:
      'URL of a PostgreSQL database, version 15 or newer, with the [parameters of TLS](deployment.md#tls-to-postgresql). Unset: an embedded PostgreSQL with its data in `DATA_DIR`.',
  },
  DATABASE_DIRECT_URL: {
    schema: postgresUrlSchema,
    defaultValue: undefined,
    requires: 'DATABASE_URL',
    description:
      'URL of the same database without the pooler that `DATABASE_URL` leads to, for notifications, locks, migrations and jobs. Needed for a [pooler in transaction mode](deployment.md#pgbouncer).',
  },
  DATABASE_POOL: {
    schema: z.coerce.number().int().min(1).max(1000),
    defaultValue: '10',
    description:
      'Maximum number of database connections that one process uses for requests, half of them for writes. At most 12 more run jobs and listen for changes. Fewer are used where PostgreSQL [allows fewer](deployment.md#connections-to-postgresql).',
  },
  READ_SECONDS: {
    schema: z.coerce.number().min(0.1).max(600),
    defaultValue: '2.5',
    description:
      'Maximum time in seconds that a read request waits for the database, in total. After it, the response is a stale one or a 503. The result of a mutation has this time from the moment at which it is saved.',
  },
  DATA_DIR: {
    schema: z.string().min(1),
    defaultValue: '.data',
    description: 'Folder of the embedded database, of media files, and of mails without a mail server.',
  },
  DATELINE_CONFIG: {
    schema: z.string().min(1),
    defaultValue: undefined,
    description:
      "TypeScript or JavaScript file with the site's configuration: [own fields and kinds](../own-fields.md), and the parts that a site [chooses or writes itself](../extending.md). Unset: `dateline.config.ts` in the working directory, if there is one.",
  },
  SITE_URL: {
    schema: httpUrlSchema,
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
  SITE_LANGUAGE: {
    schema: z.string().refine(isLanguageTag, 'must be a BCP 47 language tag such as en or pt-BR'),
    defaultValue: 'en',
    description: "BCP 47 tag of the site's language.",
  },
  SITE_LANGUAGES: {
    schema: z
      .string()
      .transform(parseList)
      .pipe(z.array(z.string().refine(isLanguageTag, 'must be BCP 47 language tags such as en,pt-BR'))),
    defaultValue: '',
    description:
      'Comma-separated BCP 47 tags of the languages that the site has beside `SITE_LANGUAGE`. Each request has one of them: see [languages](../languages.md).',
  },
  SITE_LANGUAGE_FALLBACKS: {
    schema: z
      .string()
      .transform(parseByLanguage)
      .transform((byLanguage) =>
        Object.fromEntries(Object.entries(byLanguage).map(([tag, list]) => [tag, parseList(list)])),
      )
      .refine(
        (fallbacks) => Object.entries(fallbacks).flat(2).every(isLanguageTag),
        'must be languages with their fallbacks, such as de-AT:de,en;fr:en',
      ),
    defaultValue: '',
    description:
      'For languages, those whose articles stand in for missing ones, best first: `de-AT:de,en;fr:en`. Unset: an article without a version in a language is missing there.',
  },
  SITE_LANGUAGE_URLS: {
    schema: z
      .string()
      .transform(parseByLanguage)
      .refine(
        (urls) =>
          Object.entries(urls).every(
            ([tag, url]) => isLanguageTag(tag) && httpUrlSchema.safeParse(url).success,
          ),
        'must be languages with their URLs, such as de:https://example.de;fr:https://example.fr',
      ),
    defaultValue: '',
    description:
      'For languages with a host of their own, the URL of its front page: `de:https://example.de;fr:https://example.fr`. URLs of content in the language begin with it, without the prefix of the language.',
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
  SEARCH_HALF_LIFE_DAYS: {
    schema: z.coerce.number().int().min(0).max(36_525),
    defaultValue: '7',
    description:
      'Days after which an article is half as likely to be wanted as the newest one, for the [ranking](../api/search.md#recency) of searches; `0` for searches that dates do not count in.',
  },
  EMBEDDINGS_URL: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      "URL of a service of the site's own that turns texts into vectors, as `POST /v1/embeddings` of OpenAI does, e.g. `http://127.0.0.1:8080/v1/embeddings`. It gets the text of each published article, for [related articles](../api/related.md#vectors). Unset: none.",
  },
  EMBEDDINGS_API_KEY: {
    schema: z.string().min(1),
    isSecret: true,
    defaultValue: undefined,
    description: 'Key that is sent to `EMBEDDINGS_URL` as `Authorization: Bearer`. Unset: none.',
  },
  EMBEDDINGS_MODEL: {
    schema: z.string().min(1).max(200),
    defaultValue: 'default',
    description: 'Name of the model at `EMBEDDINGS_URL`. If it changes, all articles are sent again.',
  },
  EMBEDDINGS_WEIGHT: {
    schema: z.coerce.number().min(0).max(10),
    defaultValue: '0.5',
    description:
      'Weight of the cosine of two vectors in the score of related articles; the cosine of their words has 1.',
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
  MACHINE_RIGHTS: {
    schema: z.string().transform((text, context) => {
      const { statement, errors } = parseStatement(text);
      for (const { message } of errors) context.addIssue({ code: 'custom', message });
      return formatStatement(statement);
    }),
    defaultValue: undefined,
    description:
      'What machines may use the texts of the site for, unless editors set it, such as `search=allowed, answers=forbidden, training=licensed, license=https://example.org/terms`: see [rights for machines](../machine-rights.md).',
  },
  REFUSE_CRAWLERS: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description:
      '`true` to refuse texts, with status 403, to crawlers that name themselves and read for a purpose that the rights for machines exclude: see [crawlers](../machine-rights.md#crawlers).',
  },
  CRAWLER_LICENSES: {
    schema: z.string().transform((text) => new Set(parseList(text.toLowerCase()))),
    defaultValue: '',
    description:
      'Comma-separated names of crawlers that have a license, such as `GPTBot`, or hosts of their keys, such as `chatgpt.com`, for [signed requests](../machine-rights.md#signed-requests) alone: what the rights for machines make `licensed` is allowed to them.',
  },
  SIGNATURE_AGENTS: {
    schema: z
      .string()
      .transform((text) => (text === 'none' ? [] : parseList(text)))
      .refine(
        (origins) => origins.every(isSecureOrigin),
        'must be origins with https, such as https://crawler.example, or none',
      )
      .transform((origins) => new Set(origins.map((each) => new URL(each).origin))),
    defaultValue: Object.keys(SIGNATURE_AGENTS).join(','),
    description:
      'Comma-separated origins of crawlers whose [signatures](../machine-rights.md#signed-requests) are checked with keys that the gateway fetches from there; `none` for no checks.',
  },
  REQUIRE_ALT_TEXTS: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description:
      '`true` refuses to publish or schedule an article with a [picture without a text alternative](../media.md#text-alternatives). Imports are not refused.',
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
  SITE_COLOUR: {
    schema: z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #0b5c7a'),
    defaultValue: '#0b5c7a',
    description: 'Colour of headings, links and buttons in newsletters and on their pages, as `#rrggbb`.',
  },
  NEWSLETTER_STYLESHEET: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      "URL of the site's stylesheet for the pages of newsletters, in place of theirs; see docs/newsletters.md. Unset: their own, with `SITE_COLOUR`.",
  },
  GATEWAY_URL: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      'Public URL of the gateway, for the links in mails. Unset: `http://HOST:PORT`, which differs between instances.',
  },
  FEEDS_URL: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      "Public URL under which `/feeds/` and `/sitemap.xml` are found: the site's, if the site forwards these paths to the gateway. Unset: `GATEWAY_URL`.",
  },
  MEDIA_URL: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      "Public URL under which `/media/` is found, such as that of a CDN, or the site's if it forwards this path to the gateway. Unset: `GATEWAY_URL`.",
  },
  MEDIA_MAX_MB: {
    schema: z.coerce.number().int().min(1).max(1_000),
    defaultValue: '50',
    description: 'Maximum size of a file of the media library, in MiB.',
  },
  MEDIA_CACHE_MB: {
    schema: z.coerce.number().int().min(1).max(10_000_000),
    defaultValue: '1024',
    description:
      'Disk space for variants of pictures in `DATA_DIR/media-variants`, in MiB. Those unused for longest are deleted, and made again when they are requested.',
  },
  FEED_ITEMS: {
    schema: z.coerce.number().int().min(1).max(100),
    defaultValue: '30',
    description: 'Maximum number of articles in a feed.',
  },
  FEED_CONTENT: {
    schema: z.enum(['full', 'summary']),
    defaultValue: 'full',
    description: 'Content of feed entries: `full` for whole articles, or `summary`.',
  },
  SMTP_URL: {
    schema: z.url({ protocol: /^smtps?$/, error: 'must be a URL with smtp or smtps' }),
    defaultValue: undefined,
    description:
      'URL of the mail server, e.g. `smtps://user:password@mail.example`. Unset: mails are written to `DATA_DIR/mail`.',
  },
  MAIL_FROM: {
    schema: z.email(),
    defaultValue: undefined,
    description: "Sender address of mails. Unset: `newsletter@` followed by the site's host.",
  },
  MAIL_REPLY_TO: {
    schema: z.email(),
    defaultValue: undefined,
    description: 'Address that replies to newsletters go to. Unset: the sender.',
  },
  MAIL_POSTAL_ADDRESS: {
    schema: z.string().max(300),
    defaultValue: undefined,
    description:
      'Postal address of the publisher on one line, shown at the end of all mails, as CAN-SPAM requires.',
  },
  LOCALES_DIR: {
    schema: z.string().min(1),
    defaultValue: undefined,
    description:
      'Folder with [texts of mails and pages](../newsletters.md#languages) of the site, such as `it.json`, which replace those of the package or add a language. Unset: none.',
  },
  SES_TOPIC_ARN: {
    schema: z
      .string()
      .regex(
        /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/,
        'must be an ARN such as arn:aws:sns:eu-west-1:123456789012:bounces',
      ),
    defaultValue: undefined,
    description:
      'ARN of the Amazon SNS topic to which SES publishes bounces and complaints. Unset: they are not accepted.',
  },
  POSTMARK_WEBHOOK_PASSWORD: {
    schema: z.string().min(16),
    defaultValue: undefined,
    description:
      'Password that Postmark sends with its webhooks, with the user name `postmark`; at least 16 characters. Unset: they are not accepted.',
  },
  MAILGUN_SIGNING_KEY: {
    schema: z.string().min(16),
    defaultValue: undefined,
    description: 'HTTP webhook signing key of the Mailgun account. Unset: its webhooks are not accepted.',
  },
  MAIL_RATE: {
    schema: z.coerce.number().int().min(1).max(10_000),
    defaultValue: '20',
    description: 'Maximum number of mails that one process sends per second.',
  },
  MAIL_CONNECTIONS: {
    schema: z.coerce.number().int().min(1).max(50),
    defaultValue: '1',
    description:
      'Number of connections to the mail server. After a crash, up to this many mails of an issue can be sent twice.',
  },
  SIGN_UPS_PER_CLIENT: {
    schema: z.coerce.number().int().min(1).max(1_000_000),
    defaultValue: '10',
    description: 'Maximum number of newsletter sign-ups per hour from one network address.',
  },
  SIGN_UPS_IN_ALL: {
    schema: z.coerce.number().int().min(1).max(10_000_000),
    defaultValue: '1000',
    description:
      'Maximum number of newsletter sign-ups per hour, in total, whose confirmation is mailed at once. Above it, the first two sign-ups of each network address wait and are mailed at this rate; others are refused.',
  },
  SEED: {
    schema: z.stringbool(),
    defaultValue: { development: 'true', production: 'false' },
    description: 'If true, an empty database is filled with the sample content of `seeds/`.',
  },
  PLAYGROUND: {
    schema: z.stringbool(),
    defaultValue: { development: 'true', production: 'false' },
    description: 'If true, a browser that opens the GraphQL endpoint gets GraphiQL.',
  },
  INTROSPECTION: {
    schema: z.stringbool(),
    defaultValue: { development: 'true', production: 'false' },
    description: 'If true, clients may query the schema by introspection.',
  },
  FEDERATION: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description:
      'If true, the graph is a subgraph of Apollo Federation 2: it has `_entities` and `_service` for a router.',
  },
  FEDERATION_CACHE_TAGS: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description:
      'If true, responses have their cache tags in `extensions` too, for the response caches of Apollo Router and Cosmo Router.',
  },
  CORS_ORIGINS: {
    schema: z
      .string()
      .transform(parseList)
      .pipe(
        z.array(z.union([z.literal('*'), z.url().transform((url) => new URL(url).origin)], INVALID_ORIGIN)),
      ),
    defaultValue: '*',
    description:
      'Comma-separated origins whose pages may query the GraphQL API; `*` for all. Cookies are never accepted.',
  },
  TRUSTED_PROXIES: {
    schema: z.string().transform(parseList).pipe(z.array(proxySchema)),
    defaultValue: '',
    description:
      'Comma-separated proxies whose `x-forwarded-for` header is trusted: addresses, CIDR ranges, or `loopback`, `linklocal`, `uniquelocal`.',
  },
  VIEW_FLUSH_SECONDS: {
    schema: z.coerce.number().min(0.05).max(3_600),
    defaultValue: '5',
    description:
      'Maximum time in seconds that page views wait in memory before they are written to the database. A crash loses the waiting views.',
  },
  CACHE_MB: {
    schema: z.coerce.number().int().min(0).max(1_000_000),
    defaultValue: '128',
    description:
      'Memory for the caches of one process, in MiB; 0 switches caching off. Cached values are invalidated when their content changes.',
  },
  CACHE_PARTS_PERCENT: {
    schema: z.coerce.number().int().min(0).max(100),
    defaultValue: '40',
    description:
      'Percentage of `CACHE_MB` for the entity cache (rows and lists); the rest is for the response cache (whole responses).',
  },
  STALE_MINUTES: {
    schema: z.coerce.number().min(0).max(10_080),
    defaultValue: '60',
    description:
      'Maximum time in minutes for which cached responses are served while the database is unavailable.',
  },
  CACHE_MAX_AGE: {
    schema: secondsSchema,
    defaultValue: '0',
    description:
      '`max-age` of responses to GET, in seconds: browsers reuse them without a request. No purge reaches browsers.',
  },
  CACHE_S_MAXAGE: {
    schema: secondsSchema,
    defaultValue: '0',
    description:
      '`s-maxage` of responses to GET, in seconds: a CDN serves them without a request. Set `PURGE_URL` if this is more than a few seconds.',
  },
  CACHE_STALE_WHILE_REVALIDATE: {
    schema: secondsSchema,
    defaultValue: '0',
    description:
      '`stale-while-revalidate` of responses to GET, in seconds: time after their expiry in which the old response may be served while a new one is fetched.',
  },
  CDN: {
    schema: z.enum(['fastly', 'cloudflare', 'generic']),
    defaultValue: 'generic',
    description:
      'CDN in front of the gateway; determines the format of purges and the header of cache tags: `Cache-Tag` for Cloudflare, else `Surrogate-Key`.',
  },
  PURGE_URL: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      'URL to which the cache tags of changed content are sent, so that the CDN purges the responses that carry them.',
  },
  PURGE_TOKEN: {
    schema: z.string(),
    defaultValue: undefined,
    description:
      'Token that is sent to `PURGE_URL`: as `Fastly-Key` to Fastly, else as `Authorization: Bearer`.',
  },
  INDEXNOW_KEY: {
    schema: z.string().regex(/^[A-Za-z0-9-]{8,128}$/, 'must be 8 to 128 letters, digits and hyphens'),
    defaultValue: undefined,
    description:
      'Key of the site for IndexNow, chosen freely: search engines are told which articles changed. `/indexnow.txt` has it.',
  },
  INDEXNOW_URL: {
    schema: httpUrlSchema,
    defaultValue: 'https://api.indexnow.org/indexnow',
    description:
      'Endpoint of IndexNow. The default shares what it is told with all search engines that take part.',
  },
  WEBSUB_HUB: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      'URL of the WebSub hub that feeds name, e.g. `https://pubsubhubbub.appspot.com/`, and that is told which feeds changed.',
  },
  DRAFT_STATUS_CODES: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description:
      '`true` for the statuses of the draft of GraphQL over HTTP of 2026, to clients that accept `application/graphql-response+json`: 294 for a response with data and errors, 422 for a document that is not valid.',
  },
  MCP: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description:
      '`true` for a server of the Model Context Protocol at `/mcp`: assistants read what is published with tools, each of which is a query.',
  },
  MCP_MUTATIONS: {
    schema: z.string().transform(parseList),
    defaultValue: '',
    description:
      'Comma-separated names of mutations of the trusted documents, each with a description. Assistants whose requests have an API key may call them.',
  },
  COMPILED_EXECUTION: {
    schema: z.stringbool(),
    defaultValue: 'true',
    description:
      'If true, frequent queries are compiled to functions that write JSON, instead of interpreted.',
  },
  TRUSTED_DOCUMENTS: {
    schema: z.enum(['none', 'also', 'only']),
    defaultValue: 'none',
    description:
      'Use of trusted documents, which a manifest lists and clients send by hash: `none`, `also` (beside other documents), or `only` (every other document is refused).',
  },
  TRUSTED_DOCUMENTS_FILE: {
    schema: z.string().min(1),
    defaultValue: 'persisted-documents.json',
    description:
      "Path of the manifest of trusted documents, as written by graphql-codegen, Relay or Apollo's tools.",
  },
  COST_LIMIT: {
    schema: z.coerce.number().int().min(1),
    defaultValue: '25000',
    description:
      'Maximum cost of one operation: the number of fields it may return, each list counted at its maximum length.',
  },
  RATE_PER_CLIENT: {
    schema: z.coerce.number().int().min(0).max(1_000_000_000),
    defaultValue: '6000',
    description:
      'Maximum number of points per minute for one network address, in all instances together; 0 for no limit. A request that is not served from the cache costs one point, plus one for each 1,000 fields that it may return.',
  },
  RATE_PER_KEY: {
    schema: z.coerce.number().int().min(0).max(1_000_000_000),
    defaultValue: '30000',
    description: 'Maximum number of points per minute for one API key, from any address; 0 for no limit.',
  },
  RATE_EXEMPT: {
    schema: z.string().transform(parseList).pipe(z.array(ipRangeSchema)),
    defaultValue: '',
    description:
      'Comma-separated addresses or CIDR ranges without a rate limit, such as the servers of a front end.',
  },
  RUNNING_PER_CLIENT: {
    schema: z.coerce.number().int().min(1).max(1_000),
    defaultValue: '24',
    description:
      'Maximum number of operations of one client (an API key, else an IPv4 address or a /48 of IPv6) that one process runs concurrently. Fewer run if they are slow: as many as are expected to take 400 ms in total, at least one. Responses from the cache do not count.',
  },
  WAITING_PER_CLIENT: {
    schema: z.coerce.number().int().min(0).max(100_000),
    defaultValue: '200',
    description:
      "Maximum number of operations of one client that wait for a free place among `RUNNING_PER_CLIENT`. Further ones are refused with 429. One that waits longer than `READ_SECONDS` is refused too: with 503 if the client's operations wait for the database, else with 429.",
  },
  REDIS_URL: {
    schema: z.url({ protocol: /^rediss?$/, error: 'must be a URL with redis or rediss' }),
    defaultValue: undefined,
    description:
      'URL of a Redis or Valkey server that stores the rate limits shared by all instances. Unset: they are stored in the database.',
  },
  BODY_LIMIT_KB: {
    schema: z.coerce.number().int().min(1).max(102_400),
    defaultValue: '1024',
    description: 'Maximum size of a request body, in KiB.',
  },
  CHANGE_LOG_DAYS: {
    schema: z.coerce.number().int().min(1).max(3650),
    defaultValue: '7',
    description: 'Retention of the change log in days. A subscription can resume within it.',
  },
  LIVE_CONNECTIONS: {
    schema: z.coerce.number().int().min(0).max(1_000_000),
    defaultValue: '10000',
    description: 'Maximum number of open WebSockets and event streams per process.',
  },
  LIVE_CONNECTIONS_PER_CLIENT: {
    schema: z.coerce.number().int().min(1).max(1_000_000),
    defaultValue: undefined,
    description:
      'Maximum number of open WebSockets and event streams from one network address: an IPv4 address, or a /64 of IPv6 (a /48 has four times the limit). Unset: a tenth of `LIVE_CONNECTIONS`. Addresses in `RATE_EXEMPT` have no limit.',
  },
  LIVE_SUBSCRIPTIONS: {
    schema: z.coerce.number().int().min(1).max(10_000),
    defaultValue: '20',
    description: 'Maximum number of concurrent subscriptions on one WebSocket.',
  },
  LIVE_BUFFER: {
    schema: z.coerce.number().int().min(1).max(100_000),
    defaultValue: '100',
    description:
      'Maximum number of events buffered for one subscriber. A subscriber that falls further behind is disconnected and can resume.',
  },
  LIVE_QUERIES: {
    schema: z.coerce.number().int().min(1).max(100_000),
    defaultValue: '2000',
    description:
      'Maximum number of different live queries per process. One client can begin a tenth of them. Equal queries of several clients count once.',
  },
  LIVE_UPDATES_PER_SECOND: {
    schema: z.coerce.number().min(0.01).max(100),
    defaultValue: '2',
    description: 'Maximum number of times in a second that a live query is executed and sent again.',
  },
  LIVE_INIT_SECONDS: {
    schema: z.coerce.number().min(0.1).max(3600),
    defaultValue: '5',
    description: 'Maximum time in seconds until a new WebSocket sends its first message.',
  },
  LIVE_KEEPALIVE_SECONDS: {
    schema: z.coerce.number().min(0.1).max(3600),
    defaultValue: '20',
    description:
      'Interval in seconds between keep-alive messages on open connections. A WebSocket that does not respond to one is closed.',
  },
  SECRET_KEY: {
    schema: z.string().min(32, 'must have at least 32 characters; create one with openssl rand -base64 32'),
    isSecret: true,
    defaultValue: undefined,
    description:
      'Key from which the signing secrets of webhooks are derived, together with values in the database; the same for all instances. Unset: a file in `DATA_DIR` with the embedded database; with another database, the secrets themselves are stored there.',
  },
  WEBHOOK_ALLOW_PRIVATE: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description: 'If true, webhooks may use loopback, private and other addresses that are not public.',
  },
  IMPORT_ALLOW_PRIVATE: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description: 'If true, imports may fetch from loopback, private and other addresses that are not public.',
  },
  WORDPRESS_URL: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      'URL of a WordPress site to sync: its changes are imported every five minutes, or when the site sends a notification.',
  },
  WORDPRESS_LOGIN: {
    schema: z.string().regex(/^[^:]+:.+$/, 'must be a user name, a colon and a password'),
    isSecret: true,
    defaultValue: undefined,
    description:
      'Login for `WORDPRESS_URL`, to sync drafts too: a user name, a colon and an application password.',
  },
  WORDPRESS_PATH_PREFIX: {
    schema: z.string().regex(PATH_PREFIX, 'must be a path such as /magazine'),
    defaultValue: undefined,
    description:
      'Path under which the site at `WORDPRESS_URL` is put, as with `--path-prefix`. Set it before the first sync: a later change moves every article.',
  },
  WORDPRESS_MEDIA: {
    schema: mediaSchema,
    defaultValue: 'link',
    description:
      'What syncs of WordPress do with pictures: `link` leaves them where they are, `copy` copies them into the [media library](../media.md#imports-bring-pictures). Those copied before stay copies.',
  },
  WORDPRESS_SPONSORS: {
    schema: z.string().transform((text, context) => {
      try {
        return text.split(',').map(parseSponsorRule);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        context.addIssue({ code: 'custom', message: error.message });
        return z.NEVER;
      }
    }),
    defaultValue: undefined,
    description:
      'How the site at `WORDPRESS_URL` marks [sponsored posts](../import/wordpress.md#sponsored-posts), as with `--sponsors`: `field:sponsor_name=sponsor_url, tag:sponsored`.',
  },
  CLOSING_SECONDS: {
    schema: z.coerce.number().min(0).max(300),
    defaultValue: { development: '0', production: '5' },
    description:
      'Time in seconds after SIGTERM in which requests are still served while `/readyz` returns 503, so that load balancers can remove the instance.',
  },
  METRICS: {
    schema: z.stringbool(),
    defaultValue: { development: 'true', production: 'false' },
    description: 'If true, `/metrics` is open to every client of the gateway.',
  },
  METRICS_PORT: {
    schema: z.coerce.number().int().min(0).max(65535),
    defaultValue: undefined,
    description:
      'Separate TCP port for `/metrics`, which is then not served on `PORT`. Only Prometheus should reach it.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      'URL of an OpenTelemetry collector that receives traces over HTTP, e.g. `http://127.0.0.1:4318`. Unset: nothing is traced.',
  },
  OTEL_SERVICE_NAME: {
    schema: z.string().min(1),
    defaultValue: 'dateline',
    description: 'Service name of the gateway in traces.',
  },
  TRACE_SHARE: {
    schema: z.coerce.number().min(0).max(1),
    defaultValue: '1',
    description:
      'Share of operations that are traced, from 0 to 1, unless the client decides it with `traceparent`.',
  },
  TRACE_FIELDS: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description: 'If true, traces contain a span for every field, which makes each field slower.',
  },
  OPERATION_USAGE_DAYS: {
    schema: z.coerce.number().int().min(0).max(3_650),
    defaultValue: '60',
    description:
      'Days for which the number of requests of each operation is stored. `dateline schema check` names with it the clients that a change breaks: see [deployment](deployment.md#changes-of-the-graph). 0: nothing is counted, and former counts are deleted.',
  },
  MACHINE_READS_DAYS: {
    schema: z.coerce.number().int().min(0).max(3_650),
    defaultValue: '90',
    description:
      'Days for which is stored how often [crawlers read each article](../machine-rights.md#who-read-what). 0: nothing is counted, and former counts are deleted.',
  },
  SLOW_MS: {
    schema: z.coerce.number().int().min(0),
    defaultValue: '1000',
    description:
      'Duration in milliseconds from which an operation is logged as slow, with its SQL statements; 0 for never.',
  },
  GHOST_URL: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    requires: 'GHOST_KEY',
    description: 'URL of a Ghost site to sync, as with `WORDPRESS_URL`. Requires `GHOST_KEY`.',
  },
  GHOST_KEY: {
    schema: z.string().regex(/^[0-9a-f]{26}$/, 'must be a Content API key of 26 hexadecimal digits'),
    isSecret: true,
    defaultValue: undefined,
    description: 'Content API key of the Ghost site, from Settings, Integrations, Add custom integration.',
  },
  GHOST_WEBHOOK_SECRET: {
    schema: z.string().min(16, 'must have at least 16 characters'),
    isSecret: true,
    defaultValue: undefined,
    description:
      'Secret of the webhooks of the Ghost site, which call `POST /sync` so that a change is imported at once.',
  },
  GHOST_PATH_PREFIX: {
    schema: z.string().regex(PATH_PREFIX, 'must be a path such as /magazine'),
    defaultValue: undefined,
    description: 'Path under which the site at `GHOST_URL` is put, as `WORDPRESS_PATH_PREFIX`.',
  },
  GHOST_MEDIA: {
    schema: mediaSchema,
    defaultValue: 'link',
    description: 'What syncs of Ghost do with pictures, as `WORDPRESS_MEDIA`.',
  },
  FEED_URLS: {
    schema: z.string().transform(parseList).pipe(z.array(httpUrlSchema)),
    defaultValue: '',
    description: 'Comma-separated URLs of feeds (RSS, Atom, JSON Feed) to sync every five minutes.',
  },
  FEED_MEDIA: {
    schema: mediaSchema,
    defaultValue: 'link',
    description: 'What syncs of feeds do with pictures, as `WORDPRESS_MEDIA`.',
  },
  NINJS_SOURCES: {
    schema: z.string().transform(parseList),
    defaultValue: '',
    description: 'Comma-separated folders and URLs of items in ninjs to sync every five minutes.',
  },
  NINJS_RULES: {
    schema: z.string().min(1),
    defaultValue: undefined,
    description: 'JSON file of rules that say where items of ninjs land. Unset: they become drafts.',
  },
  NINJS_MEDIA: {
    schema: mediaSchema,
    defaultValue: 'link',
    description: 'What syncs of ninjs do with pictures, as `WORDPRESS_MEDIA`.',
  },
  NEWSML_SOURCES: {
    schema: z.string().transform(parseList),
    defaultValue: '',
    description: 'Comma-separated folders and URLs of items in NewsML-G2 or NITF to sync every five minutes.',
  },
  NEWSML_RULES: {
    schema: z.string().min(1),
    defaultValue: undefined,
    description:
      'JSON file of rules that say where items of NewsML-G2 and NITF land. Unset: they become drafts.',
  },
  NEWSML_MEDIA: {
    schema: mediaSchema,
    defaultValue: 'link',
    description: 'What syncs of NewsML-G2 and NITF do with pictures, as `WORDPRESS_MEDIA`.',
  },
  SYNC_RECONCILE_MINUTES: {
    schema: z.coerce.number().int().min(5).max(10_080),
    defaultValue: '60',
    description:
      'Interval in minutes at which all IDs, states and modification times of a synced site with more than 2,000 items are compared. Smaller sites are compared at each sync. Feeds are read in full at the same interval.',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    defaultValue: 'info',
    description: 'Minimum severity of log entries.',
  },
  NODE_ENV: {
    schema: z.enum(['development', 'production', 'test']),
    defaultValue: 'development',
    description:
      'Environment: `production` switches off the playground, introspection and the sample content, unless they are set.',
  },
} satisfies Record<string, EnvVar>;

interface EnvVar {
  schema: z.ZodType;
  defaultValue: string | undefined | { development: string; production: string };
  /** True if the value must not be printed. */
  isSecret?: boolean;
  /** Another setting that must be set too. */
  requires?: string;
  description: string;
}

type EnvVarName = keyof typeof ENV_VARS;
type EnvVarValue<N extends EnvVarName> = (typeof ENV_VARS)[N]['defaultValue'] extends undefined
  ? z.infer<(typeof ENV_VARS)[N]['schema']> | undefined
  : z.infer<(typeof ENV_VARS)[N]['schema']>;

/** The settings after parsing. */
export type Config = { readonly [N in EnvVarName]: EnvVarValue<N> };

/** Returns true if the gateway syncs from another site, feed or agency. */
export function hasSyncSources(config: Config): boolean {
  const hasSite = config.WORDPRESS_URL !== undefined || config.GHOST_URL !== undefined;
  const { FEED_URLS, NINJS_SOURCES, NEWSML_SOURCES } = config;
  return hasSite || [FEED_URLS, NINJS_SOURCES, NEWSML_SOURCES].some(({ length }) => length > 0);
}

/** Thrown for invalid settings; the message lists each with its problem and its description. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads and validates all settings; nothing else reads the environment. Throws ConfigError listing every
 * invalid variable.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const mode = environment.NODE_ENV === 'production' ? 'production' : 'development';
  const messages: string[] = [];
  const values = Object.entries<EnvVar>(ENV_VARS).map(([name, setting]) => {
    const { schema, defaultValue, requires: requiredVar, description } = setting;
    const text = environment[name] || (typeof defaultValue === 'object' ? defaultValue[mode] : defaultValue);
    if (text === undefined) return [name, undefined];
    const { data, error } = schema.safeParse(text, { error: describeIssue });
    const problems = error?.issues.map(({ message }) => message) ?? [];
    if (requiredVar && !environment[requiredVar]) problems.push(`${requiredVar} is not set`);
    if (problems.length > 0) {
      messages.push(`  ${name}=${redactValue(text, setting)}: ${problems.join('; ')}. ${description}`);
    }
    return [name, data];
  });
  if (messages.length > 0) {
    throw new ConfigError(`Invalid settings:\n${messages.join('\n')}`);
  }
  return Object.fromEntries(values) as Config;
}

/** Renders the settings as a Markdown table, for the documentation. */
export function renderEnvTable(): string {
  const rows = Object.entries<EnvVar>(ENV_VARS).map(([name, { defaultValue, description }]) => {
    const defaultText =
      typeof defaultValue === 'object'
        ? `${defaultValue.development}, in production ${defaultValue.production}`
        : defaultValue;
    return `| \`${name}\` | ${defaultText ? `\`${defaultText}\`` : ''} | ${description} |`;
  });
  return ['| variable | when left out | meaning |', '|---|---|---|', ...rows].join('\n');
}

function redactValue(text: string, { isSecret }: EnvVar): string {
  return isSecret ? '…' : text.replace(/:[^:/@]*@/, ':…@');
}

/** Parses `de:one;fr:two` to the texts by language. */
function parseByLanguage(text: string): Record<string, string> {
  const entries = text.split(';').flatMap((entry) => {
    const [tag = '', ...rest] = entry.split(':');
    return entry.trim() === '' ? [] : [[tag.trim(), rest.join(':').trim()]];
  });
  return Object.fromEntries(entries);
}

function parseList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

function isSecureOrigin(text: string): boolean {
  return /^https:\/\/[^/?#@]+\/?$/.test(text) && URL.canParse(text);
}

function isLanguageTag(tag: string): boolean {
  return canonicalizeLanguageTag(tag) !== null;
}
