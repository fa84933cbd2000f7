import { z } from 'zod';
import { ipRangeSchema, parseList, type Setting } from './setting.js';

/** Settings that limit what clients may request. */
export const LIMIT_SETTINGS = {
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
} satisfies Record<string, Setting>;
