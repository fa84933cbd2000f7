import { z } from 'zod';

const NO_ORIGIN = 'not an origin such as https://www.example.com';
const NO_RANGE = 'not an address or a range of addresses';
const ranges = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], NO_RANGE);
const proxies = z.union([z.enum(['loopback', 'linklocal', 'uniquelocal']), ranges], NO_RANGE);

const seconds = z.coerce.number().int().min(0).max(31_536_000);

/** Every setting: its form, what it is when left out, and what it means. README.md's table is made from this. */
export const SETTINGS = {
  PORT: {
    form: z.coerce.number().int().min(0).max(65535),
    fallback: '4000',
    about: 'TCP port of the gateway.',
  },
  HOST: { form: z.string(), fallback: '127.0.0.1', about: 'Address to listen on; `0.0.0.0` for all.' },
  DATABASE_URL: {
    form: z.url({ protocol: /^postgres(ql)?$/ }),
    fallback: undefined,
    about: 'A PostgreSQL, 15 or newer. Unset: the embedded one, its data in `DATA_DIR`.',
  },
  DATABASE_POOL: {
    form: z.coerce.number().int().min(1).max(1000),
    fallback: '10',
    about:
      'Most connections of one process for requests, half of them for writes, beside one that listens for changes and at most 10 for jobs.',
  },
  READ_SECONDS: {
    form: z.coerce.number().min(0.1).max(600),
    fallback: '2.5',
    about:
      'Seconds that a reader waits for the database in all, before there is an answer from the past or a 503.',
  },
  DATA_DIR: { form: z.string().min(1), fallback: '.data', about: 'Folder of the embedded database.' },
  SITE_URL: {
    form: z.url({ protocol: /^https?$/ }),
    fallback: undefined,
    about:
      "Address of the site's front page, which every `url` begins with. Unset: the gateway's own in development on the embedded database, else `http://127.0.0.1:4000`, so that all instances say the same.",
  },
  SITE_TITLE: { form: z.string().min(1), fallback: 'The Harbour Courier', about: 'Name of the site.' },
  SITE_DESCRIPTION: {
    form: z.string(),
    fallback: 'The news of Port Maren, its harbour and its islands.',
    about: 'What the site is, in a sentence.',
  },
  SITE_LANGUAGE: {
    form: z.string().refine(isLanguageTag, 'not a BCP 47 language tag such as en or pt-BR'),
    fallback: 'en',
    about: 'BCP 47 tag of the language that the site is written in.',
  },
  SITE_COLOUR: {
    form: z.string().regex(/^#[0-9a-f]{6}$/i, 'not a colour such as #0b5c7a'),
    fallback: '#0b5c7a',
    about: 'Colour of headings, links and buttons in newsletters and on their pages, as `#rrggbb`.',
  },
  GATEWAY_URL: {
    form: z.url({ protocol: /^https?$/ }),
    fallback: undefined,
    about:
      'Address at which readers reach the gateway, for the links in mails. Unset: `http://HOST:PORT`, which is not the same for several instances.',
  },
  FEEDS_URL: {
    form: z.url({ protocol: /^https?$/ }),
    fallback: undefined,
    about:
      'Address at which readers find `/feeds/` and `/sitemap.xml`: that of the site, where it hands these on. Unset: `GATEWAY_URL`.',
  },
  FEED_ITEMS: {
    form: z.coerce.number().int().min(1).max(100),
    fallback: '30',
    about: 'Most articles in a feed.',
  },
  FEED_CONTENT: {
    form: z.enum(['full', 'summary']),
    fallback: 'full',
    about: 'Whether feeds have whole articles, or `summary`.',
  },
  SMTP_URL: {
    form: z.url({ protocol: /^smtps?$/ }),
    fallback: undefined,
    about:
      'The mail server, e.g. `smtps://user:password@mail.example`. Unset: mails are written to `DATA_DIR/mail`.',
  },
  MAIL_FROM: {
    form: z.email(),
    fallback: undefined,
    about: "Address that mails come from. Unset: `newsletter@` the site's host.",
  },
  MAIL_RATE: {
    form: z.coerce.number().int().min(1).max(10_000),
    fallback: '20',
    about: 'Most mails a second that one process sends.',
  },
  MAIL_CONNECTIONS: {
    form: z.coerce.number().int().min(1).max(50),
    fallback: '1',
    about: 'Connections to the mail server. After a crash as many mails of an issue can come twice.',
  },
  SIGN_UPS_PER_CLIENT: {
    form: z.coerce.number().int().min(1).max(1_000_000),
    fallback: '10',
    about: 'Most sign-ups for newsletters an hour from one network address.',
  },
  SIGN_UPS_IN_ALL: {
    form: z.coerce.number().int().min(1).max(10_000_000),
    fallback: '1000',
    about:
      'Most sign-ups for newsletters an hour in all that are mailed at once. Of more, two of each network address are mailed at this rate, and others refused.',
  },
  SEED: {
    form: z.stringbool(),
    fallback: { development: 'true', production: 'false' },
    about: 'Whether an empty database is filled with `seeds/`.',
  },
  PLAYGROUND: {
    form: z.stringbool(),
    fallback: { development: 'true', production: 'false' },
    about: 'Whether a browser that opens the graph gets GraphiQL.',
  },
  INTROSPECTION: {
    form: z.stringbool(),
    fallback: { development: 'true', production: 'false' },
    about: 'Whether clients may ask for the schema.',
  },
  CORS_ORIGINS: {
    form: z
      .string()
      .transform(listOf)
      .pipe(z.array(z.union([z.literal('*'), z.url().transform((url) => new URL(url).origin)], NO_ORIGIN))),
    fallback: '*',
    about:
      'Origins whose pages may query the graph, with commas between; `*` for all. Cookies are never taken.',
  },
  TRUSTED_PROXIES: {
    form: z.string().transform(listOf).pipe(z.array(proxies)),
    fallback: '',
    about:
      'Proxies that are believed about whose request it is (`x-forwarded-for`): addresses, CIDR ranges, or `loopback`, `linklocal`, `uniquelocal`, with commas between.',
  },
  VIEW_FLUSH_SECONDS: {
    form: z.coerce.number().min(0.05).max(3_600),
    fallback: '5',
    about: 'Seconds that views of articles wait in memory before they are written: what a crash can lose.',
  },
  CACHE_MB: {
    form: z.coerce.number().int().min(0).max(1_000_000),
    fallback: '128',
    about: 'Memory for what is given again until a change outdates it, in MiB; 0 for none.',
  },
  CACHE_PARTS_PERCENT: {
    form: z.coerce.number().int().min(0).max(100),
    fallback: '40',
    about: 'Share of it for the rows and lists that answers are made of; the rest is for whole answers.',
  },
  STALE_MINUTES: {
    form: z.coerce.number().min(0).max(10_080),
    fallback: '60',
    about: 'Minutes for which an answer from memory is given when the database is away.',
  },
  CACHE_MAX_AGE: {
    form: seconds,
    fallback: '0',
    about: 'Seconds that browsers may show the answer to a GET without asking; nothing can purge them.',
  },
  CACHE_S_MAXAGE: {
    form: seconds,
    fallback: '0',
    about:
      'Seconds that a CDN may give the answer to a GET without asking. More than a few want `PURGE_URL`.',
  },
  CACHE_STALE_WHILE_REVALIDATE: {
    form: seconds,
    fallback: '0',
    about: 'Seconds after these in which the old answer may be given while the new one is fetched.',
  },
  CDN: {
    form: z.enum(['fastly', 'cloudflare', 'generic']),
    fallback: 'generic',
    about:
      'What stands in front: tags go out as `Cache-Tag` for Cloudflare, else as `Surrogate-Key`; purges as it takes them.',
  },
  PURGE_URL: {
    form: z.url({ protocol: /^https?$/ }),
    fallback: undefined,
    about: 'Where to send the tags of what has changed, for the CDN to forget what it has of them.',
  },
  PURGE_TOKEN: {
    form: z.string(),
    fallback: undefined,
    about: 'What `PURGE_URL` is shown: as `Fastly-Key` to Fastly, else as `Authorization: Bearer`.',
  },
  COMPILED_EXECUTION: {
    form: z.stringbool(),
    fallback: 'true',
    about: 'Whether queries that are asked often are compiled (graphql-jit) rather than interpreted.',
  },
  TRUSTED_DOCUMENTS: {
    form: z.enum(['none', 'also', 'only']),
    fallback: 'none',
    about:
      'Whether clients may ask by the hash of a document of a manifest; `only` refuses every other document.',
  },
  TRUSTED_DOCUMENTS_FILE: {
    form: z.string().min(1),
    fallback: 'persisted-documents.json',
    about: "That manifest, as graphql-codegen, Relay or Apollo's tools write it.",
  },
  COST_LIMIT: {
    form: z.coerce.number().int().min(1),
    fallback: '25000',
    about: 'Most fields that one operation may answer, its lists taken to be as long as they may be.',
  },
  RATE_PER_CLIENT: {
    form: z.coerce.number().int().min(0).max(1_000_000_000),
    fallback: '6000',
    about:
      'Points that one network address may spend in a minute, in all instances together; 0 for any number. A request that is not answered from memory takes one, and one more for each 1,000 fields that it may answer.',
  },
  RATE_PER_KEY: {
    form: z.coerce.number().int().min(0).max(1_000_000_000),
    fallback: '30000',
    about: 'The same of one API key, wherever it is used.',
  },
  RATE_EXEMPT: {
    form: z.string().transform(listOf).pipe(z.array(ranges)),
    fallback: '',
    about:
      'Clients that are not counted, such as the servers of a front end: addresses or CIDR ranges, with commas between.',
  },
  REDIS_URL: {
    form: z.url({ protocol: /^rediss?$/ }),
    fallback: undefined,
    about: 'A Redis or Valkey in which instances count together. Unset: in the database.',
  },
  BODY_LIMIT_KB: {
    form: z.coerce.number().int().min(1).max(102_400),
    fallback: '1024',
    about: 'Largest request body, in KiB.',
  },
  CHANGE_LOG_DAYS: {
    form: z.coerce.number().int().min(1).max(3650),
    fallback: '7',
    about: 'Days that changes are kept for whoever follows them.',
  },
  LIVE_CONNECTIONS: {
    form: z.coerce.number().int().min(0).max(1_000_000),
    fallback: '10000',
    about: 'Most WebSockets and event streams that one process keeps open.',
  },
  LIVE_CONNECTIONS_PER_CLIENT: {
    form: z.coerce.number().int().min(1).max(1_000_000),
    fallback: undefined,
    about:
      'Most of these from one network address: an IPv4 address, or a /64 of IPv6 (a /48 has four times as many). Unset: a tenth of `LIVE_CONNECTIONS`. `RATE_EXEMPT` names those without a limit.',
  },
  LIVE_SUBSCRIPTIONS: {
    form: z.coerce.number().int().min(1).max(10_000),
    fallback: '20',
    about: 'Most subscriptions at a time on one WebSocket.',
  },
  LIVE_BUFFER: {
    form: z.coerce.number().int().min(1).max(100_000),
    fallback: '100',
    about: 'Most events that wait for one subscriber; one that falls further behind is cut off, and resumes.',
  },
  LIVE_INIT_SECONDS: {
    form: z.coerce.number().min(0.1).max(3600),
    fallback: '5',
    about: 'Seconds in which a WebSocket has to send its first message.',
  },
  LIVE_KEEPALIVE_SECONDS: {
    form: z.coerce.number().min(0.1).max(3600),
    fallback: '20',
    about:
      'Seconds between signs of life on open connections; a WebSocket that does not answer one is ended.',
  },
  SECRET_KEY: {
    form: z.string().min(32, 'too short: 32 characters at least, such as openssl rand -base64 32 prints'),
    isSecret: true,
    fallback: undefined,
    about:
      "What makes webhooks' secrets, together with what the database has of them; the same for all instances. Unset: with the embedded database a file in `DATA_DIR`, else the database has the secrets as they are.",
  },
  WEBHOOK_ALLOW_PRIVATE: {
    form: z.stringbool(),
    fallback: 'false',
    about: 'Whether webhooks may go to loopback, private and other addresses that are not public.',
  },
  IMPORT_ALLOW_PRIVATE: {
    form: z.stringbool(),
    fallback: 'false',
    about: 'Whether imports may fetch from loopback, private and other addresses that are not public.',
  },
  WORDPRESS_URL: {
    form: z.url({ protocol: /^https?$/ }),
    fallback: undefined,
    about:
      'A WordPress site to follow: what changes there comes here every five minutes, or when it says so.',
  },
  WORDPRESS_LOGIN: {
    form: z.string().regex(/^[^:]+:.+$/, 'not a user name, a colon and a password'),
    isSecret: true,
    fallback: undefined,
    about: 'User name, a colon and an application password of that site, to bring its drafts too.',
  },
  CLOSING_SECONDS: {
    form: z.coerce.number().min(0).max(300),
    fallback: { development: '0', production: '5' },
    about:
      'Seconds to serve on after SIGTERM while `/readyz` says 503, so that balancers have time to send nobody any more.',
  },
  METRICS: {
    form: z.stringbool(),
    fallback: { development: 'true', production: 'false' },
    about: 'Whether whoever asks for `/metrics` gets it.',
  },
  METRICS_PORT: {
    form: z.coerce.number().int().min(0).max(65535),
    fallback: undefined,
    about: 'A TCP port for `/metrics` alone, which then is nowhere else. Let only Prometheus reach it.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    form: z.url({ protocol: /^https?$/ }),
    fallback: undefined,
    about:
      'Where an OpenTelemetry collector takes traces over HTTP, e.g. `http://127.0.0.1:4318`. Unset: nothing is traced.',
  },
  OTEL_SERVICE_NAME: {
    form: z.string().min(1),
    fallback: 'dateline',
    about: 'Name of the gateway in traces.',
  },
  TRACE_SHARE: {
    form: z.coerce.number().min(0).max(1),
    fallback: '1',
    about: 'Share of operations that are traced, where their client does not decide it (`traceparent`).',
  },
  TRACE_FIELDS: {
    form: z.stringbool(),
    fallback: 'false',
    about: 'Whether traces tell of every field, which makes each field dearer.',
  },
  SLOW_MS: {
    form: z.coerce.number().int().min(0),
    fallback: '1000',
    about: 'Milliseconds from which on an operation is logged with its statements; 0 for never.',
  },
  GHOST_URL: {
    form: z.url({ protocol: /^https?$/ }),
    fallback: undefined,
    needs: 'GHOST_KEY',
    about: 'A Ghost site to follow, as `WORDPRESS_URL` is; with `GHOST_KEY`.',
  },
  GHOST_KEY: {
    form: z.string().regex(/^[0-9a-f]{26}$/, 'not a Content API key: 26 hexadecimal digits'),
    isSecret: true,
    fallback: undefined,
    about: 'Content API key of that site: Settings, Integrations, Add custom integration.',
  },
  FEED_URLS: {
    form: z
      .string()
      .transform(listOf)
      .pipe(z.array(z.url({ protocol: /^https?$/ }))),
    fallback: '',
    about: 'Feeds (RSS, Atom, JSON Feed) to follow likewise, with commas between.',
  },
  SYNC_RECONCILE_MINUTES: {
    form: z.coerce.number().int().min(5).max(10_080),
    fallback: '60',
    about:
      'Minutes between comparisons of all ids, states and times of change with a followed site of more than 2,000 items; smaller ones are compared at each sync. A feed is read whole as often.',
  },
  LOG_LEVEL: {
    form: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    fallback: 'info',
    about: 'Least severity that is logged.',
  },
  NODE_ENV: {
    form: z.enum(['development', 'production', 'test']),
    fallback: 'development',
    about: '`production` switches the playground, introspection and the seeds off, unless they are set.',
  },
} satisfies Record<string, Setting>;

interface Setting {
  form: z.ZodType;
  fallback: string | undefined | { development: string; production: string };
  /** Not to be printed. */
  isSecret?: boolean;
  /** Another setting, without which it means nothing. */
  needs?: string;
  about: string;
}

type Name = keyof typeof SETTINGS;
type Value<N extends Name> = (typeof SETTINGS)[N]['fallback'] extends undefined
  ? z.infer<(typeof SETTINGS)[N]['form']> | undefined
  : z.infer<(typeof SETTINGS)[N]['form']>;

/** The settings as read. */
export type Config = { readonly [N in Name]: Value<N> };

/** Whether the gateway follows a site that goes on elsewhere. */
export function followsAny({ WORDPRESS_URL, GHOST_URL, FEED_URLS }: Config): boolean {
  return WORDPRESS_URL !== undefined || GHOST_URL !== undefined || FEED_URLS.length > 0;
}

/** The environment holds settings that cannot be used; the message names each, and what it takes. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** The only reader of the environment. Throws ConfigError naming every bad variable. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const mode = environment.NODE_ENV === 'production' ? 'production' : 'development';
  const complaints: string[] = [];
  const values = Object.entries<Setting>(SETTINGS).map(([name, setting]) => {
    const { form, fallback, needs, about } = setting;
    const text = environment[name] || (typeof fallback === 'object' ? fallback[mode] : fallback);
    if (text === undefined) return [name, undefined];
    const { data, error } = form.safeParse(text);
    const problems = error?.issues.map(({ message }) => message) ?? [];
    if (needs && !environment[needs]) problems.push(`${needs} is not set`);
    if (problems.length > 0) {
      complaints.push(`  ${name}=${printable(text, setting)}: ${problems.join('; ')}. ${about}`);
    }
    return [name, data];
  });
  if (complaints.length > 0) {
    throw new ConfigError(`These settings cannot be used:\n${complaints.join('\n')}`);
  }
  return Object.fromEntries(values) as Config;
}

/** The settings as a Markdown table, for README.md. */
export function settingsTable(): string {
  const rows = Object.entries<Setting>(SETTINGS).map(([name, { fallback, about }]) => {
    const preset =
      typeof fallback === 'object'
        ? `${fallback.development}, in production ${fallback.production}`
        : fallback;
    return `| \`${name}\` | ${preset ? `\`${preset}\`` : ''} | ${about} |`;
  });
  return ['| variable | when left out | meaning |', '|---|---|---|', ...rows].join('\n');
}

function printable(text: string, { isSecret }: Setting): string {
  return isSecret ? '…' : text.replace(/:[^:/@]*@/, ':…@');
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
