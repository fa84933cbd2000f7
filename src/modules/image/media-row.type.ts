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
  ...(['license', 'focalX', 'focalY', 'expiresAt', 'createdAt', 'updatedAt'] as const),
];

const PAIRS = COLUMNS.map(
  (name) => `'${name}', f.${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
).join(', ');

/** JSON of the columns of a MediaRow from the table `f` (media_file). */
export const FILE_JSON = Prisma.raw(`json_build_object(${PAIRS})`);

/** JSON of a StoredMediaRow from the tables `f` (media_file) and `s` (media_source); null without a source. */
export const MEDIA_JSON = Prisma.raw(
  `CASE WHEN s.url IS NOT NULL THEN json_build_object(${PAIRS}, 'error', s.error,
    'expiresInMs', extract(epoch FROM f.expires_at - clock_timestamp()) * 1000) END`,
);

/** MediaRow as it is read. */
export type StoredMediaRow = Omit<MediaRow, 'endsAt'>;

/**
 * Adds to a row when the right to show its file ends, so that a cached row ends at its time by itself. `askedAt` is the
 * time of the monotonic clock before the read.
 */
export function withEnd(row: StoredMediaRow | null, askedAt: number): MediaRow | null {
  return row && { ...row, endsAt: row.expiresInMs === null ? null : askedAt + row.expiresInMs };
}

/** Returns the milliseconds until the rights of a file end: 0 if they have ended, Infinity if they never do. */
function getRemainingMs(row: MediaRow | null | undefined): number {
  return row?.endsAt == null ? Infinity : Math.max(0, row.endsAt - performance.now());
}

/** Returns whether a file may be shown, and lets the response expire when that ends. */
export function canShow(
  row: MediaRow | null | undefined,
  reader: { limitTtl(milliseconds: number): void },
): boolean {
  const remainingMs = getRemainingMs(row);
  if (remainingMs > 0 && remainingMs < Infinity) reader.limitTtl(remainingMs);
  return remainingMs > 0;
}

/** The URL by which the library knows the picture `i`: see toSourceUrl. */
export const SOURCE_URL = Prisma.raw(
  String.raw`coalesce(substring(i.url from '/media/[0-9a-f]{40}\.[a-z0-9]{2,4}$'), i.url)`,
);

/** Returns the cache tags of the library's data about a URL. */
export function getMediaTags(url: string, row: MediaRow | null | undefined): string[] {
  return [row?.id != null ? cacheTags.mediaFile(row.id) : cacheTags.mediaUrl(url)];
}
