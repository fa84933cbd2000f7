import { cacheTags } from '../../cache/cache-tags.js';
import { type MediaFile, Prisma } from '../../database/generated/client.js';
import type { MediaRow } from './image.type.js';

const COLUMNS: (keyof MediaFile & keyof MediaRow)[] = [
  ...(['id', 'hash', 'key', 'name', 'mimeType', 'bytes', 'width', 'height'] as const),
  ...([
    'thumbhash',
    'dataUrl',
    'dominantColor',
    'isAnimated',
    'duration',
    'alt',
    'caption',
    'credit',
  ] as const),
  ...(['license', 'focalX', 'focalY', 'expiresAt', 'createdAt'] as const),
];

const PAIRS = COLUMNS.map(
  (name) => `'${name}', f.${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
).join(', ');

/** JSON of a MediaRow from the tables `f` (media_file) and `s` (media_source); null without a source. */
export const MEDIA_JSON = Prisma.raw(
  `CASE WHEN s.url IS NOT NULL THEN json_build_object(${PAIRS}, 'error', s.error,
    'isExpired', coalesce(f.expires_at <= now(), false)) END`,
);

/** The URL by which the library knows the picture `i`: see toSourceUrl. */
export const SOURCE_URL = Prisma.raw(
  String.raw`coalesce(substring(i.url from '/media/[0-9a-f]{40}\.[a-z0-9]{2,4}$'), i.url)`,
);

/** Returns the cache tags of what the library knows about a URL. */
export function getMediaTags(url: string, row: MediaRow | null | undefined): string[] {
  return [row?.id != null ? cacheTags.mediaFile(row.id) : cacheTags.mediaUrl(url)];
}
