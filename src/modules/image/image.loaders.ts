import { Prisma } from '../../database/generated/client.js';
import { createCachedLoader } from '../../database/read/cached-loader.js';
import { padToStablePlan } from '../../database/read/pad-parameters.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { toSourceUrl } from '../../media/media-urls.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { Image, type MediaRow } from './image.type.js';
import { getMediaTags, MEDIA_JSON, SOURCE_URL } from './media-row.js';

const { sql } = Prisma;

/** Row of the loader by URL. */
interface MediaOfUrl {
  url: string;
  media: MediaRow;
}

export class ImageLoaders {
  constructor(private readonly reader: ReadClient) {}

  /** Loads pictures with what the library knows about their files. */
  readonly byId = createCachedLoader(this.reader, {
    name: 'image',
    loadRows: (ids: number[]) =>
      this.reader.query<Image>(
        sql`
        SELECT i.id, i.url, i.alt, i.caption, i.credit, i.width, i.height, i.focal_x AS "focalX",
          i.focal_y AS "focalY", ${MEDIA_JSON} AS media
        FROM ${this.reader.table('image')} i
        LEFT JOIN ${this.reader.table('media_source')} s ON s.url = ${SOURCE_URL}
        LEFT JOIN ${this.reader.table('media_file')} f ON f.id = s.file_id
        WHERE i.id = ANY(${padToStablePlan(ids)}::int[])`,
        [],
        Image,
      ),
    getKey: (image) => image.id!,
    getTags: (_id, image) => (image ? getMediaTags(toSourceUrl(image.url), image.media) : []),
  });

  private readonly byUrl = createCachedLoader(this.reader, {
    name: 'media of url',
    loadRows: (urls: string[]) =>
      this.reader.query<MediaOfUrl>(
        sql`
        SELECT s.url, ${MEDIA_JSON} AS media
        FROM ${this.reader.table('media_source')} s LEFT JOIN ${this.reader.table('media_file')} f ON f.id = s.file_id
        WHERE s.url = ANY(${urls}::text[])`,
        [],
      ),
    getKey: ({ url }) => url,
    getTags: (url, row) => getMediaTags(url, row?.media),
  });

  /** Loads what the library knows about the file of a picture; null if it knows nothing. */
  readonly media = {
    load: ({ url, media }: Pick<Image, 'url' | 'media'>): MaybePromise<MediaRow | null> => {
      if (media !== undefined) return media;
      return mapMaybePromise(this.byUrl.load(toSourceUrl(url)), (row) => row?.media ?? null);
    },
  };
}

export interface ImageContext {
  images: ImageLoaders;
}
