import { z } from 'zod';
import { httpUrlSchema, type Setting } from './setting.js';

const secondsSchema = z.coerce.number().int().min(0).max(31_536_000);

/** Settings of the caches in memory and of CDNs. */
export const CACHING_SETTINGS = {
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
} satisfies Record<string, Setting>;
