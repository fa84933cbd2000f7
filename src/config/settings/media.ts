import { z } from 'zod';
import { baseUrlSchema, type Setting } from './setting.js';

/** Settings of the media library. */
export const MEDIA_SETTINGS = {
  MEDIA_URL: {
    schema: baseUrlSchema,
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
} satisfies Record<string, Setting>;
