import { z } from 'zod';
import { parseSponsorRule } from '../../shared/sponsor-rules.js';
import { httpUrlSchema, parseList, type Setting } from './setting.js';

const PATH_PREFIX = /^(\/[\w.~-]+)+$/;
/** How syncs handle pictures. */
const mediaSchema = z.enum(['link', 'copy']);

/** Settings of imports and syncs from other systems. */
export const SOURCE_SETTINGS = {
  IMPORT_ALLOW_PRIVATE: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description: 'If true, imports may fetch from loopback, private and other addresses that are not public.',
  },
  SYNC_RECONCILE_MINUTES: {
    schema: z.coerce.number().int().min(5).max(10_080),
    defaultValue: '60',
    description:
      'Interval in minutes at which all IDs, states and modification times of a synced site with more than 2,000 items are compared. Smaller sites are compared at each sync. Feeds are read in full at the same interval.',
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
} satisfies Record<string, Setting>;
