import { z } from 'zod';

const INVALID_ORIGIN = 'not an origin such as https://www.example.com';
const INVALID_RANGE = 'not an address or a range of addresses';
const ipRangeSchema = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], INVALID_RANGE);
const proxySchema = z.union([z.enum(['loopback', 'linklocal', 'uniquelocal']), ipRangeSchema], INVALID_RANGE);

const secondsSchema = z.coerce.number().int().min(0).max(31_536_000);

/** Every setting: its form, what it is when left out, and what it means. the table in docs/operations/configuration.md is made from this. */
export const ENV_VARS = {
  PORT: {
    schema: z.coerce.number().int().min(0).max(65535),
    defaultValue: '4000',
    description: 'TCP port of the gateway.',
  },
  HOST: {
    schema: z.string(),
    defaultValue: '127.0.0.1',
    description: 'Address to listen on; `0.0.0.0` for all.',
  },
  DATABASE_URL: {
    schema: z.url({ protocol: /^postgres(ql)?$/ }),
    defaultValue: undefined,
    description: 'A PostgreSQL, 15 or newer. Unset: the embedded one, its data in `DATA_DIR`.',
  },
  DATABASE_POOL: {
    schema: z.coerce.number().int().min(1).max(1000),
    defaultValue: '10',
    description:
      'Most connections of one process for requests, half of them for writes, beside one that listens for changes and at most 10 for jobs.',
  },
  READ_SECONDS: {
    schema: z.coerce.number().min(0.1).max(600),
    defaultValue: '2.5',
    description:
      'Seconds that a reader waits for the database in all, before there is an answer from the past or a 503.',
  },
  DATA_DIR: {
    schema: z.string().min(1),
    defaultValue: '.data',
    description: 'Folder of the embedded database.',
  },
  SITE_URL: {
    schema: z.url({ protocol: /^https?$/ }),
    defaultValue: undefined,
    description:
      "Address of the site's front page, which every `url` begins with. Unset: the gateway's own in development on the embedded database, else `http://127.0.0.1:4000`, so that all instances say the same.",
  },
  SITE_TITLE: {
    schema: z.string().min(1),
    defaultValue: 'The Harbour Courier',
    description: 'Name of the site.',
  },
  SITE_DESCRIPTION: {
    schema: z.string(),
    defaultValue: 'The news of Port Maren, its harbour and its islands.',
    description: 'What the site is, in a sentence.',
  },
  SITE_LANGUAGE: {
    schema: z.string().refine(isLanguageTag, 'not a BCP 47 language tag such as en or pt-BR'),
    defaultValue: 'en',
    description: 'BCP 47 tag of the language that the site is written in.',
  },
  SITE_COLOUR: {
    schema: z.string().regex(/^#[0-9a-f]{6}$/i, 'not a colour such as #0b5c7a'),
    defaultValue: '#0b5c7a',
    description: 'Colour of headings, links and buttons in newsletters and on their pages, as `#rrggbb`.',
  },
  GATEWAY_URL: {
    schema: z.url({ protocol: /^https?$/ }),
    defaultValue: undefined,
    description:
      'Address at which readers reach the gateway, for the links in mails. Unset: `http://HOST:PORT`, which is not the same for several instances.',
  },
  FEEDS_URL: {
    schema: z.url({ protocol: /^https?$/ }),
    defaultValue: undefined,
    description:
      'Address at which readers find `/feeds/` and `/sitemap.xml`: that of the site, where it hands these on. Unset: `GATEWAY_URL`.',
  },
  FEED_ITEMS: {
    schema: z.coerce.number().int().min(1).max(100),
    defaultValue: '30',
    description: 'Most articles in a feed.',
  },
  FEED_CONTENT: {
    schema: z.enum(['full', 'summary']),
    defaultValue: 'full',
    description: 'Whether feeds have whole articles, or `summary`.',
  },
  SMTP_URL: {
    schema: z.url({ protocol: /^smtps?$/ }),
    defaultValue: undefined,
    description:
      'The mail server, e.g. `smtps://user:password@mail.example`. Unset: mails are written to `DATA_DIR/mail`.',
  },
  MAIL_FROM: {
    schema: z.email(),
    defaultValue: undefined,
    description: "Address that mails come from. Unset: `newsletter@` the site's host.",
  },
  MAIL_RATE: {
    schema: z.coerce.number().int().min(1).max(10_000),
    defaultValue: '20',
    description: 'Most mails a second that one process sends.',
  },
  MAIL_CONNECTIONS: {
    schema: z.coerce.number().int().min(1).max(50),
    defaultValue: '1',
    description: 'Connections to the mail server. After a crash as many mails of an issue can come twice.',
  },
  SIGN_UPS_PER_CLIENT: {
    schema: z.coerce.number().int().min(1).max(1_000_000),
    defaultValue: '10',
    description: 'Most sign-ups for newsletters an hour from one network address.',
  },
  SIGN_UPS_IN_ALL: {
    schema: z.coerce.number().int().min(1).max(10_000_000),
    defaultValue: '1000',
    description:
      'Most sign-ups for newsletters an hour in all that are mailed at once. Of more, two of each network address are mailed at this rate, and others refused.',
  },
  SEED: {
    schema: z.stringbool(),
    defaultValue: { development: 'true', production: 'false' },
    description: 'Whether an empty database is filled with `seeds/`.',
  },
  PLAYGROUND: {
    schema: z.stringbool(),
    defaultValue: { development: 'true', production: 'false' },
    description: 'Whether a browser that opens the graph gets GraphiQL.',
  },
  INTROSPECTION: {
    schema: z.stringbool(),
    defaultValue: { development: 'true', production: 'false' },
    description: 'Whether clients may ask for the schema.',
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
      'Origins whose pages may query the graph, with commas between; `*` for all. Cookies are never taken.',
  },
  TRUSTED_PROXIES: {
    schema: z.string().transform(parseList).pipe(z.array(proxySchema)),
    defaultValue: '',
    description:
      'Proxies that are believed about whose request it is (`x-forwarded-for`): addresses, CIDR ranges, or `loopback`, `linklocal`, `uniquelocal`, with commas between.',
  },
  VIEW_FLUSH_SECONDS: {
    schema: z.coerce.number().min(0.05).max(3_600),
    defaultValue: '5',
    description:
      'Seconds that views of articles wait in memory before they are written: what a crash can lose.',
  },
  CACHE_MB: {
    schema: z.coerce.number().int().min(0).max(1_000_000),
    defaultValue: '128',
    description: 'Memory for what is given again until a change outdates it, in MiB; 0 for none.',
  },
  CACHE_PARTS_PERCENT: {
    schema: z.coerce.number().int().min(0).max(100),
    defaultValue: '40',
    description:
      'Share of it for the rows and lists that answers are made of; the rest is for whole answers.',
  },
  STALE_MINUTES: {
    schema: z.coerce.number().min(0).max(10_080),
    defaultValue: '60',
    description: 'Minutes for which an answer from memory is given when the database is away.',
  },
  CACHE_MAX_AGE: {
    schema: secondsSchema,
    defaultValue: '0',
    description: 'Seconds that browsers may show the answer to a GET without asking; nothing can purge them.',
  },
  CACHE_S_MAXAGE: {
    schema: secondsSchema,
    defaultValue: '0',
    description:
      'Seconds that a CDN may give the answer to a GET without asking. More than a few want `PURGE_URL`.',
  },
  CACHE_STALE_WHILE_REVALIDATE: {
    schema: secondsSchema,
    defaultValue: '0',
    description: 'Seconds after these in which the old answer may be given while the new one is fetched.',
  },
  CDN: {
    schema: z.enum(['fastly', 'cloudflare', 'generic']),
    defaultValue: 'generic',
    description:
      'What stands in front: tags go out as `Cache-Tag` for Cloudflare, else as `Surrogate-Key`; purges as it takes them.',
  },
  PURGE_URL: {
    schema: z.url({ protocol: /^https?$/ }),
    defaultValue: undefined,
    description: 'Where to send the tags of what has changed, for the CDN to forget what it has of them.',
  },
  PURGE_TOKEN: {
    schema: z.string(),
    defaultValue: undefined,
    description: 'What `PURGE_URL` is shown: as `Fastly-Key` to Fastly, else as `Authorization: Bearer`.',
  },
  COMPILED_EXECUTION: {
    schema: z.stringbool(),
    defaultValue: 'true',
    description: 'Whether queries that are asked often are compiled (graphql-jit) rather than interpreted.',
  },
  TRUSTED_DOCUMENTS: {
    schema: z.enum(['none', 'also', 'only']),
    defaultValue: 'none',
    description:
      'Whether clients may ask by the hash of a document of a manifest; `only` refuses every other document.',
  },
  TRUSTED_DOCUMENTS_FILE: {
    schema: z.string().min(1),
    defaultValue: 'persisted-documents.json',
    description: "That manifest, as graphql-codegen, Relay or Apollo's tools write it.",
  },
  COST_LIMIT: {
    schema: z.coerce.number().int().min(1),
    defaultValue: '25000',
    description: 'Most fields that one operation may answer, its lists taken to be as long as they may be.',
  },
  RATE_PER_CLIENT: {
    schema: z.coerce.number().int().min(0).max(1_000_000_000),
    defaultValue: '6000',
    description:
      'Points that one network address may spend in a minute, in all instances together; 0 for any number. A request that is not answered from memory takes one, and one more for each 1,000 fields that it may answer.',
  },
  RATE_PER_KEY: {
    schema: z.coerce.number().int().min(0).max(1_000_000_000),
    defaultValue: '30000',
    description: 'The same of one API key, wherever it is used.',
  },
  RATE_EXEMPT: {
    schema: z.string().transform(parseList).pipe(z.array(ipRangeSchema)),
    defaultValue: '',
    description:
      'Clients that are not counted, such as the servers of a front end: addresses or CIDR ranges, with commas between.',
  },
  REDIS_URL: {
    schema: z.url({ protocol: /^rediss?$/ }),
    defaultValue: undefined,
    description: 'A Redis or Valkey in which instances count together. Unset: in the database.',
  },
  BODY_LIMIT_KB: {
    schema: z.coerce.number().int().min(1).max(102_400),
    defaultValue: '1024',
    description: 'Largest request body, in KiB.',
  },
  CHANGE_LOG_DAYS: {
    schema: z.coerce.number().int().min(1).max(3650),
    defaultValue: '7',
    description: 'Days that changes are kept for whoever follows them.',
  },
  LIVE_CONNECTIONS: {
    schema: z.coerce.number().int().min(0).max(1_000_000),
    defaultValue: '10000',
    description: 'Most WebSockets and event streams that one process keeps open.',
  },
  LIVE_CONNECTIONS_PER_CLIENT: {
    schema: z.coerce.number().int().min(1).max(1_000_000),
    defaultValue: undefined,
    description:
      'Most of these from one network address: an IPv4 address, or a /64 of IPv6 (a /48 has four times as many). Unset: a tenth of `LIVE_CONNECTIONS`. `RATE_EXEMPT` names those without a limit.',
  },
  LIVE_SUBSCRIPTIONS: {
    schema: z.coerce.number().int().min(1).max(10_000),
    defaultValue: '20',
    description: 'Most subscriptions at a time on one WebSocket.',
  },
  LIVE_BUFFER: {
    schema: z.coerce.number().int().min(1).max(100_000),
    defaultValue: '100',
    description:
      'Most events that wait for one subscriber; one that falls further behind is cut off, and resumes.',
  },
  LIVE_INIT_SECONDS: {
    schema: z.coerce.number().min(0.1).max(3600),
    defaultValue: '5',
    description: 'Seconds in which a WebSocket has to send its first message.',
  },
  LIVE_KEEPALIVE_SECONDS: {
    schema: z.coerce.number().min(0.1).max(3600),
    defaultValue: '20',
    description:
      'Seconds between signs of life on open connections; a WebSocket that does not answer one is ended.',
  },
  SECRET_KEY: {
    schema: z.string().min(32, 'too short: 32 characters at least, such as openssl rand -base64 32 prints'),
    isSecret: true,
    defaultValue: undefined,
    description:
      "What makes webhooks' secrets, together with what the database has of them; the same for all instances. Unset: with the embedded database a file in `DATA_DIR`, else the database has the secrets as they are.",
  },
  WEBHOOK_ALLOW_PRIVATE: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description: 'Whether webhooks may go to loopback, private and other addresses that are not public.',
  },
  IMPORT_ALLOW_PRIVATE: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description: 'Whether imports may fetch from loopback, private and other addresses that are not public.',
  },
  WORDPRESS_URL: {
    schema: z.url({ protocol: /^https?$/ }),
    defaultValue: undefined,
    description:
      'A WordPress site to follow: what changes there comes here every five minutes, or when it says so.',
  },
  WORDPRESS_LOGIN: {
    schema: z.string().regex(/^[^:]+:.+$/, 'not a user name, a colon and a password'),
    isSecret: true,
    defaultValue: undefined,
    description: 'User name, a colon and an application password of that site, to bring its drafts too.',
  },
  CLOSING_SECONDS: {
    schema: z.coerce.number().min(0).max(300),
    defaultValue: { development: '0', production: '5' },
    description:
      'Seconds to serve on after SIGTERM while `/readyz` says 503, so that balancers have time to send nobody any more.',
  },
  METRICS: {
    schema: z.stringbool(),
    defaultValue: { development: 'true', production: 'false' },
    description: 'Whether whoever asks for `/metrics` gets it.',
  },
  METRICS_PORT: {
    schema: z.coerce.number().int().min(0).max(65535),
    defaultValue: undefined,
    description: 'A TCP port for `/metrics` alone, which then is nowhere else. Let only Prometheus reach it.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: z.url({ protocol: /^https?$/ }),
    defaultValue: undefined,
    description:
      'Where an OpenTelemetry collector takes traces over HTTP, e.g. `http://127.0.0.1:4318`. Unset: nothing is traced.',
  },
  OTEL_SERVICE_NAME: {
    schema: z.string().min(1),
    defaultValue: 'dateline',
    description: 'Name of the gateway in traces.',
  },
  TRACE_SHARE: {
    schema: z.coerce.number().min(0).max(1),
    defaultValue: '1',
    description:
      'Share of operations that are traced, where their client does not decide it (`traceparent`).',
  },
  TRACE_FIELDS: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description: 'Whether traces tell of every field, which makes each field dearer.',
  },
  SLOW_MS: {
    schema: z.coerce.number().int().min(0),
    defaultValue: '1000',
    description: 'Milliseconds from which on an operation is logged with its statements; 0 for never.',
  },
  GHOST_URL: {
    schema: z.url({ protocol: /^https?$/ }),
    defaultValue: undefined,
    requires: 'GHOST_KEY',
    description: 'A Ghost site to follow, as `WORDPRESS_URL` is; with `GHOST_KEY`.',
  },
  GHOST_KEY: {
    schema: z.string().regex(/^[0-9a-f]{26}$/, 'not a Content API key: 26 hexadecimal digits'),
    isSecret: true,
    defaultValue: undefined,
    description: 'Content API key of that site: Settings, Integrations, Add custom integration.',
  },
  FEED_URLS: {
    schema: z
      .string()
      .transform(parseList)
      .pipe(z.array(z.url({ protocol: /^https?$/ }))),
    defaultValue: '',
    description: 'Feeds (RSS, Atom, JSON Feed) to follow likewise, with commas between.',
  },
  SYNC_RECONCILE_MINUTES: {
    schema: z.coerce.number().int().min(5).max(10_080),
    defaultValue: '60',
    description:
      'Minutes between comparisons of all ids, states and times of change with a followed site of more than 2,000 items; smaller ones are compared at each sync. A feed is read whole as often.',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    defaultValue: 'info',
    description: 'Least severity that is logged.',
  },
  NODE_ENV: {
    schema: z.enum(['development', 'production', 'test']),
    defaultValue: 'development',
    description:
      '`production` switches the playground, introspection and the seeds off, unless they are set.',
  },
} satisfies Record<string, EnvVar>;

interface EnvVar {
  schema: z.ZodType;
  defaultValue: string | undefined | { development: string; production: string };
  /** Not to be printed. */
  isSecret?: boolean;
  /** Another setting, without which it means nothing. */
  requires?: string;
  description: string;
}

type EnvVarName = keyof typeof ENV_VARS;
type EnvVarValue<N extends EnvVarName> = (typeof ENV_VARS)[N]['defaultValue'] extends undefined
  ? z.infer<(typeof ENV_VARS)[N]['schema']> | undefined
  : z.infer<(typeof ENV_VARS)[N]['schema']>;

/** The settings as read. */
export type Config = { readonly [N in EnvVarName]: EnvVarValue<N> };

/** Whether the gateway follows a site that goes on elsewhere. */
export function hasSyncSources({ WORDPRESS_URL, GHOST_URL, FEED_URLS }: Config): boolean {
  return WORDPRESS_URL !== undefined || GHOST_URL !== undefined || FEED_URLS.length > 0;
}

/** The environment holds settings that cannot be used; the message names each, and what it takes. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** The only reader of the environment. Throws ConfigError naming every bad variable. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const mode = environment.NODE_ENV === 'production' ? 'production' : 'development';
  const messages: string[] = [];
  const values = Object.entries<EnvVar>(ENV_VARS).map(([name, setting]) => {
    const { schema, defaultValue, requires: requiredVar, description } = setting;
    const text = environment[name] || (typeof defaultValue === 'object' ? defaultValue[mode] : defaultValue);
    if (text === undefined) return [name, undefined];
    const { data, error } = schema.safeParse(text);
    const problems = error?.issues.map(({ message }) => message) ?? [];
    if (requiredVar && !environment[requiredVar]) problems.push(`${requiredVar} is not set`);
    if (problems.length > 0) {
      messages.push(`  ${name}=${redactValue(text, setting)}: ${problems.join('; ')}. ${description}`);
    }
    return [name, data];
  });
  if (messages.length > 0) {
    throw new ConfigError(`These settings cannot be used:\n${messages.join('\n')}`);
  }
  return Object.fromEntries(values) as Config;
}

/** The settings as a Markdown table, for docs/operations/configuration.md. */
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

function parseList(text: string): string[] {
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
