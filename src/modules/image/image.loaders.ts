import { listPictureUrls } from '../../content/list-picture-urls.js';
import { listMediaPaths, type MediaChanges } from '../../content/media-changes.js';
import { Prisma } from '../../database/generated/client.js';
import { createCachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { formatColumns } from '../../database/read/table-rows.js';
import { toSourceUrl } from '../../media/media-urls.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { getImageUrl, getTexts, Image, type MediaRow } from './image.type.js';
import {
  canShow,
  getMediaTags,
  MEDIA_JSON,
  SOURCE_URL,
  type StoredMediaRow,
  withEnd,
} from './media-row.type.js';

const { sql, raw } = Prisma;
/** Columns of a picture's own table. */
const COLUMNS = [
  ...(['id', 'url', 'alt', 'hasFileAlt', 'caption', 'credit', 'license'] as const),
  ...(['width', 'height', 'focalX', 'focalY'] as const),
] as const;
const COLUMNS_WITH_MEDIA = [...COLUMNS, 'media'] as const;

/** Row of the loader by URL. */
interface MediaOfUrl {
  url: string;
  media: MediaRow;
}

export class ImageLoaders {
  constructor(private readonly reader: ReadClient) {}

  private readonly rows = createCachedLoader(this.reader, {
    name: 'image',
    loadRows: async (ids: number[]) => {
      const text = this.reader.getText(
        'image',
        () => sql`
        SELECT ${raw(formatColumns(COLUMNS, 'i.'))}, ${MEDIA_JSON}
        FROM ${this.reader.table('image')} i
        LEFT JOIN ${this.reader.table('media_source')} s ON s.url = ${SOURCE_URL}
        LEFT JOIN ${this.reader.table('media_file')} f ON f.id = s.file_id
        WHERE i.id = ANY($1)`,
      );
      const askedAt = performance.now();
      const images = await this.reader.queryByKeys<Image>(
        { text, keyColumn: 'id', columns: COLUMNS_WITH_MEDIA, RowConstructor: Image },
        ids,
        [],
      );
      for (const image of images) {
        image.media = withEnd(image.media as StoredMediaRow | null, askedAt);
        Object.assign(image, getTexts(image, image.media));
      }
      return images;
    },
    getKey: (image) => image.id!,
    getTags: (_id, image) => (image ? getMediaTags(toSourceUrl(image.url), image.media) : []),
  });

  /** Loads pictures with the library's data about their files; null for one with expired rights. */
  readonly byId = {
    preload: (ids: readonly number[]) => this.rows.preload(ids),
    load: (id: number): MaybePromise<Image | null> =>
      mapMaybePromise(this.rows.load(id), (image) => (canShow(image?.media, this.reader) ? image : null)),
  };

  private readonly byUrl = createCachedLoader(this.reader, {
    name: 'media of url',
    loadRows: async (urls: string[]) => {
      const askedAt = performance.now();
      const rows = await this.reader.query<{ url: string; media: StoredMediaRow }>(
        sql`
        SELECT s.url, ${MEDIA_JSON} AS media
        FROM ${this.reader.table('media_source')} s LEFT JOIN ${this.reader.table('media_file')} f ON f.id = s.file_id
        WHERE s.url = ANY(${urls}::text[])`,
        [],
      );
      return rows.map(({ url, media }): MediaOfUrl => ({ url, media: withEnd(media, askedAt)! }));
    },
    getKey: ({ url }) => url,
    getTags: (url, row) => getMediaTags(url, row?.media),
  });

  /** Loads the library's data about the file of a picture; null if it has none. */
  readonly media = {
    load: ({ url, media }: Pick<Image, 'url' | 'media'>): MaybePromise<MediaRow | null> => {
      if (media !== undefined) return media;
      return mapMaybePromise(this.byUrl.load(toSourceUrl(url)), (row) => row?.media ?? null);
    },
  };

  /** Finds changes since to files in a body, of the library or linked; null if nothing has changed. */
  findChanges(html: string): MaybePromise<MediaChanges | null> {
    const paths = [...listMediaPaths(html), ...listPictureUrls(html)];
    if (paths.length === 0) return null;
    return mapMaybePromise(this.byUrl.loadMany(paths), (rows) => {
      const removed = paths.filter((_, i) => !canShow(rows[i]?.media, this.reader));
      const present = paths.map((url, i) => [url, getImageUrl({ url }, rows[i]?.media)] as const);
      const replaced = present.filter(([before, now]) => before !== now);
      if (removed.length === 0 && replaced.length === 0) return null;
      return { removed: new Set(removed), replaced: new Map(replaced) };
    });
  }
}
