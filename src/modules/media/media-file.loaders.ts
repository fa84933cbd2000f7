import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { createBatchLoader } from '../../shared/async/batch.js';
import { FILE_JSON, type StoredMediaRow } from '../image/media-row.type.js';
import { LibraryFile } from './media-file.type.js';

/** Loads files of the library for editors. */
export class MediaFileLoaders {
  constructor(private readonly reader: ReadClient) {}

  /** Loads stored files; null for one that stays at another server. */
  readonly byId = createBatchLoader(
    async (ids: number[]) => {
      const rows = await this.reader.query<{ file: StoredMediaRow }>(
        Prisma.sql`
          SELECT ${FILE_JSON} AS file FROM ${this.reader.table('media_file')} f
          WHERE f.id = ANY(${ids}::int[]) AND f.key IS NOT NULL`,
        ids.map(cacheTags.mediaFile),
      );
      return rows.flatMap(({ file }) => toLibraryFile(file) ?? []);
    },
    ({ id }) => id,
  );
}

/** Returns a file of the library; null if the gateway does not store it. */
export function toLibraryFile(row: StoredMediaRow | null): LibraryFile | null {
  if (row?.id == null || row.key === null) return null;
  return Object.assign(new LibraryFile(), {
    ...row,
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
    expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt),
  }) as LibraryFile;
}
