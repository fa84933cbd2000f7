import { type MediaFile, Prisma } from '../../database/generated/client.js';
import { matchAny, matchFlag, matchIds, matchName, matchTime } from '../../shared/lists/conditions.js';
import { defineList } from '../../shared/lists/list.js';
import { orderByName, orderByTimes } from '../../shared/lists/orders.js';
import { MediaType } from './media-file.type.js';
import { IS_USED } from './media-use.sql.js';

const { sql, raw } = Prisma;

const TYPE = raw(`CASE split_part(f.mime_type, '/', 1) WHEN 'image' THEN '${MediaType.IMAGE}'
  WHEN 'audio' THEN '${MediaType.AUDIO}' WHEN 'video' THEN '${MediaType.VIDEO}' ELSE '${MediaType.DOCUMENT}' END`);

const BY_TIMES = orderByTimes('mediaFiles', { createdAt: sql`f.created_at`, updatedAt: sql`f.updated_at` });

/** Columns of a file that MediaFile shows. */
export type ListedMediaFile = Pick<
  MediaFile,
  | 'id'
  | 'hash'
  | 'key'
  | 'name'
  | 'mimeType'
  | 'bytes'
  | 'duration'
  | 'alt'
  | 'caption'
  | 'credit'
  | 'license'
  | 'focalX'
  | 'focalY'
  | 'createdAt'
  | 'expiresAt'
  | 'updatedAt'
>;

/** The stored files of the media library. */
export const MEDIA_LIST = defineList<ListedMediaFile>()({
  columns: sql`f.id, f.hash, f.key, f.name, f.mime_type AS "mimeType", f.bytes, f.duration, f.alt, f.caption, f.credit,
    f.license, f.focal_x AS "focalX", f.focal_y AS "focalY", f.created_at AS "createdAt",
    f.updated_at AS "updatedAt", f.expires_at AS "expiresAt"`,
  buildFrom: (table) => sql`FROM ${table('media_file')} f WHERE f.key IS NOT NULL`,
  id: sql`f.id`,

  conditions: {
    name: matchName(sql`f.name`, 'name of the file'),
    ids: matchIds('MediaFile', sql`f.id`, 'files'),
    types: matchAny(TYPE, 'The types of files.', () => [MediaType]),
    mimeTypes: matchAny(sql`f.mime_type`, 'The media types of files, e.g. image/jpeg.'),
    isUsed: matchFlag(
      'True for files that a draft, published article, section, tag or author uses, or that are the logo of the site. Former revisions do not count.',
      () => IS_USED,
    ),
    hasAlt: matchFlag('True for files with a text alternative of their own.', () => sql`(f.alt <> '')`),
    createdAt: matchTime(sql`f.created_at`, 'The time at which the file was added.'),
    updatedAt: matchTime(sql`f.updated_at`, 'The time of the last change of the file or its texts.'),
    expiresAt: matchTime(
      sql`f.expires_at`,
      'The time at which the right to show the file ends. Files whose rights do not end match no range.',
    ),
  },

  orders: {
    // Cursors have the ID, which follows the time at which a file was added.
    NEWEST: { ...BY_TIMES.NEWEST, cursor: 'mediaFiles', column: sql`f.id`, type: 'int' },
    OLDEST: { ...BY_TIMES.OLDEST, column: sql`f.id`, type: 'int' },
    UPDATED: BY_TIMES.UPDATED,
    NAME: orderByName('mediaFiles by NAME', sql`f.name`),
    EXPIRING: {
      cursor: 'expiringMedia',
      description: 'By the end of their rights, earliest first. Files whose rights do not end come last.',
      column: sql`coalesce(f.expires_at, '9999-12-31T23:59:59.999Z'::timestamptz)`,
      isDescending: false,
      type: 'timestamptz',
    },
  },
});
