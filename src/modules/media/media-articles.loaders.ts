import DataLoader from 'dataloader';
import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { buildCursorRange, buildOrderAndLimit, type SortKey } from '../../shared/pagination/keyset.js';
import {
  buildConnection,
  type ConnectionPage,
  type PageRequest,
  parsePageArgs,
} from '../../shared/pagination/pagination.js';
import { requireValue } from '../../shared/require-value.js';
import type { Article } from '../article/article.type.js';
import { getBodyTable, STORED_BODIES } from '../bodies/body.sql.js';

const { sql, raw } = Prisma;
const BY_DATE: SortKey = {
  column: sql`a.listed_at`,
  id: sql`a.id`,
  isDescending: true,
  type: 'timestamptz',
};

interface PageOfFile {
  fileId: number;
  page: PageRequest;
}

/** Lists the articles of a perspective that show a file of the library. */
export class MediaArticleLoaders {
  constructor(private readonly reader: ReadClient) {}

  private readonly ids = new DataLoader<PageOfFile, number[], string>((keys) => this.loadPages(keys), {
    cacheKeyFn: (key) => JSON.stringify(key),
  });

  private readonly counts = new DataLoader<number, number>(async (fileIds) => {
    const rows = await this.query<{ fileId: number; count: number }>(
      fileIds,
      sql`SELECT count(*)::int AS count ${this.articles}`,
      sql`found.count`,
    );
    return fileIds.map((id) => rows.find(({ fileId }) => fileId === id)?.count ?? 0);
  });

  /** Returns a page of the articles with a file in the lead picture or body, latest first. */
  async list(
    fileId: number,
    args: ForwardConnectionArgs,
    { articles }: Pick<Loaders, 'articles'>,
  ): Promise<ConnectionPage<Article>> {
    const page = parsePageArgs('articles of file', args);
    const found = await articles.byId.loadMany(await this.ids.load({ fileId, page }));
    const shown = found.filter((article) => article !== null);
    const getPosition = ({ listedAt, id }: Article) => ({ value: listedAt.toISOString(), id });
    return buildConnection(page, shown, getPosition, () => this.counts.load(fileId));
  }

  /** Loads pages of several files: one statement for those with the same arguments. */
  private async loadPages(keys: readonly PageOfFile[]): Promise<number[][]> {
    const pages = new Map(keys.map(({ page }) => [JSON.stringify(page), page]));
    const found = new Map<string, number[]>();
    await Promise.all(
      [...pages].map(async ([name, page]) => {
        const fileIds = keys.filter((key) => JSON.stringify(key.page) === name).map(({ fileId }) => fileId);
        const rows = await this.query<{ fileId: number; id: number }>(
          fileIds,
          sql`SELECT a.id, a.listed_at ${this.articles} ${buildCursorRange(BY_DATE, page)} ${buildOrderAndLimit(BY_DATE, page)}`,
          sql`found.id`,
          sql`ORDER BY w.file_id, found.listed_at DESC, found.id DESC`,
        );
        for (const fileId of fileIds)
          found.set(
            `${fileId} ${name}`,
            rows.filter((row) => row.fileId === fileId).map(({ id }) => id),
          );
      }),
    );
    return keys.map(({ fileId, page }) =>
      requireValue(found.get(`${fileId} ${JSON.stringify(page)}`), 'Each page was loaded.'),
    );
  }

  private query<Row>(
    fileIds: readonly number[],
    perFile: Prisma.Sql,
    column: Prisma.Sql,
    order = Prisma.empty,
  ): Promise<Row[]> {
    // Every change of an article changes its place by last update.
    const tags = [...fileIds.map(cacheTags.mediaFile), cacheTags.articles('site', 'updated')];
    return this.reader.query<Row>(
      sql`
        SELECT w.file_id AS "fileId", ${column} FROM unnest(${[...fileIds]}::int[]) w (file_id)
        CROSS JOIN LATERAL (${perFile}) found ${order}`,
      tags,
    );
  }

  /**
   * Source of the articles `a` that show the file of `w`. Bodies are looked up in all that are stored, which have indexes, and
   * compared in the perspective, which may show another body of the article.
   */
  private get articles(): Prisma.Sql {
    const { table } = this.reader;
    return sql`FROM ${table('article')} a WHERE a.id IN (
      SELECT l.id FROM ${table('media_source')} s JOIN ${table('image')} i ON i.url = s.url
      JOIN ${table('article')} l ON l.image_id = i.id WHERE s.file_id = w.file_id
      UNION
      SELECT b.article_id FROM ${table('media_source')} s
      CROSS JOIN LATERAL (SELECT ARRAY[substring(s.url from '^/media/([0-9a-f]{40})[.]')] AS hashes) f
      JOIN ${raw(STORED_BODIES)} c ON public.media_hashes(c.html) @> f.hashes
      JOIN ${getBodyTable(this.reader)} b ON b.article_id = c.article_id AND public.media_hashes(b.html) @> f.hashes
      WHERE s.file_id = w.file_id
    )`;
  }
}
