import { availableParallelism } from 'node:os';
import { z } from 'zod';
import {
  baseUrlSchema,
  httpUrlSchema,
  INVALID_RANGE,
  ipRangeSchema,
  parseList,
  type Setting,
} from './setting.js';

const INVALID_ORIGIN = 'must be an origin such as https://www.example.com';
const originSchema = httpUrlSchema
  .refine((url) => !url.includes('*')) // browsers send no patterns
  .transform((url) => new URL(url).origin);
const proxySchema = z.union([z.enum(['loopback', 'linklocal', 'uniquelocal']), ipRangeSchema], INVALID_RANGE);

/** Settings of the process and its addresses. */
export const SERVER_SETTINGS = {
  NODE_ENV: {
    schema: z.enum(['development', 'production', 'test']),
    defaultValue: 'development',
    description:
      'Environment: `production` switches off the playground, introspection and the sample content, unless they are set.',
  },
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
    schema: z.union(
      [z.literal('auto').transform(() => availableParallelism()), z.coerce.number().int().min(1).max(64)],
      'must be auto, or a whole number from 1 to 64',
    ),
    defaultValue: '1',
    description:
      'Number of processes that share the port, or `auto` for one for each core. They share `CACHE_MB` and `LIVE_CONNECTIONS`, and each has a pool of `DATABASE_POOL` connections. See [workers](workers.md).',
  },
  GATEWAY_URL: {
    schema: baseUrlSchema,
    defaultValue: undefined,
    description:
      'Public URL of the gateway, for the links in mails. Unset: `http://HOST:PORT`, which differs between instances.',
  },
  DATELINE_CONFIG: {
    schema: z.string().min(1),
    defaultValue: undefined,
    description:
      "TypeScript or JavaScript file with the site's configuration: [own fields and kinds](../own-fields.md), and the parts that a site [chooses or writes itself](../extending.md). Unset: `dateline.config.ts` in the working directory, if there is one.",
  },
  DATA_DIR: {
    schema: z.string().min(1),
    defaultValue: '.data',
    description: 'Folder of the embedded database, of media files, and of mails without a mail server.',
  },
  SECRET_KEY: {
    schema: z.string().min(32, 'must have at least 32 characters; create one with openssl rand -base64 32'),
    isSecret: true,
    defaultValue: undefined,
    description:
      'Key from which the signing secrets of webhooks are derived, together with values in the database; the same for all instances. Unset: a file in `DATA_DIR` with the embedded database; with another database, the secrets themselves are stored there.',
  },
  TRUSTED_PROXIES: {
    schema: z.string().transform(parseList).pipe(z.array(proxySchema)),
    defaultValue: '',
    description:
      'Comma-separated proxies whose `x-forwarded-for` header is trusted: addresses, CIDR ranges, or `loopback`, `linklocal`, `uniquelocal`.',
  },
  CORS_ORIGINS: {
    schema: z
      .string()
      .transform(parseList)
      .pipe(z.array(z.union([z.literal('*'), originSchema], INVALID_ORIGIN))),
    defaultValue: '*',
    description:
      'Comma-separated origins whose pages may query the GraphQL API; `*` for all. Cookies are never accepted.',
  },
  CLOSING_SECONDS: {
    schema: z.coerce.number().min(0).max(300),
    defaultValue: { development: '0', production: '5' },
    description:
      'Time in seconds after SIGTERM in which requests are still served while `/readyz` returns 503, so that load balancers can remove the instance.',
  },
  SEED: {
    schema: z.stringbool(),
    defaultValue: { development: 'true', production: 'false' },
    description: 'If true, an empty database is filled with the sample content of `seeds/`.',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    defaultValue: 'info',
    description: 'Minimum severity of log entries.',
  },
} satisfies Record<string, Setting>;
