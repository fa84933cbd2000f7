import { z } from 'zod';
import { baseUrlSchema, httpUrlSchema, type Setting } from './setting.js';

/** Settings of feeds, and of those that are told of changes. */
export const FEED_SETTINGS = {
  FEEDS_URL: {
    schema: baseUrlSchema,
    defaultValue: undefined,
    description:
      "Public URL under which `/feeds/` and `/sitemap.xml` are found: the site's, if the site forwards these paths to the gateway. Unset: `GATEWAY_URL`.",
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
  WEBSUB_HUB: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      'URL of the WebSub hub that feeds name, e.g. `https://pubsubhubbub.appspot.com/`, and that is told which feeds changed.',
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
  WEBHOOK_ALLOW_PRIVATE: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description: 'If true, webhooks may use loopback, private and other addresses that are not public.',
  },
} satisfies Record<string, Setting>;
