import DataLoader from 'dataloader';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { createBatchLoader } from '../../shared/async/batch.js';
import type { ConnectionArgs } from '../../shared/pagination/connection.js';
import { buildCursorRange, buildOrderAndLimit, type SortKey } from '../../shared/pagination/keyset.js';
import {
  buildConnection,
  type ConnectionPage,
  type PageRequest,
  parsePageArgs,
} from '../../shared/pagination/pagination.js';
import type { ArticleRevision } from './revision.type.js';

const { sql } = Prisma;
const LATEST_FIRST: SortKey = {
  column: sql`r.number`,
  id: sql`r.article_id`,
  isDescending: true,
  type: 'int',
};

/** Columns of an ArticleRevision from the view `r`. */
const COLUMNS = sql`r.id, r.article_id AS "articleId", r.number, r.created_at AS "createdAt", r.kind,
  r.key_name AS "keyName", r.key_prefix AS "keyPrefix", r.content ->> 'title' AS title,
  r.is_published AS "isPublished"`;

interface RevisionPageKey {
  articleId: number;
  page: PageRequest;
}

/** A revision of an article, by its number. */
export type RevisionKey = [articleId: number, number: number];

/** Reads revisions from the preview perspective; the published one has none. */
export class RevisionLoaders {
  constructor(private readonly preview: ReadClient) {}

  /**
   * Loads pages of several articles' revisions; requests that differ only in the article share one statement.
   */
  private readonly pages = new DataLoader<RevisionPageKey, ArticleRevision[]>(async (wanted) => {
    const groups = new Map<string, RevisionPageKey[]>();
    for (const each of wanted) {
      const group = JSON.stringify(each.page);
      groups.set(group, [...(groups.get(group) ?? []), each]);
    }
    const rows = new Map<string, ArticleRevision[]>();
    await Promise.all([...groups].map(async ([name, group]) => rows.set(name, await this.loadPage(group))));
    return wanted.map(({ articleId, page }) =>
      (rows.get(JSON.stringify(page)) ?? []).filter((revision) => revision.articleId === articleId),
    );
  });

  readonly byId = createBatchLoader(
    (ids: number[]) =>
      this.preview.query<ArticleRevision>(
        sql`
        SELECT ${COLUMNS} FROM ${this.preview.table('article_revision')} r WHERE r.id = ANY(${ids}::int[])`,
        [],
      ),
    ({ id }) => id,
  );

  private readonly count = createBatchLoader(
    (articleIds: number[]) =>
      this.preview.query<{ articleId: number; revisions: number }>(
        sql`
        SELECT article_id AS "articleId", count(*)::int AS revisions
        FROM ${this.preview.table('article_revision')} WHERE article_id = ANY(${articleIds}::int[])
        GROUP BY article_id`,
        [],
      ),
    ({ articleId }) => articleId,
  );

  /** Loads the saved content of revisions; null if there is no such revision. */
  readonly content = new DataLoader<RevisionKey, unknown, string>(
    async (keys) => {
      const rows = await this.preview.query<{ articleId: number; number: number; content: unknown }>(
        sql`
        SELECT r.article_id AS "articleId", r.number, r.content
        FROM ${this.preview.table('article_revision')} r
        WHERE (r.article_id, r.number) IN (SELECT * FROM unnest(
          ${keys.map(([articleId]) => articleId)}::int[], ${keys.map(([, number]) => number)}::int[]))`,
        [],
      );
      const found = new Map(rows.map((row) => [`${row.articleId}:${row.number}`, row.content]));
      return keys.map((key) => found.get(key.join(':')) ?? null);
    },
    { cacheKeyFn: (key) => key.join(':') },
  );

  /**
   * Lists an article's revisions, latest first. Throws BadUserInputError if the arguments are out of range.
   */
  async list(articleId: number, args: ConnectionArgs): Promise<ConnectionPage<ArticleRevision>> {
    const page = parsePageArgs(`revisions of article ${articleId}`, args);
    const rows = await this.pages.load({ articleId, page: { ...page, list: 'revisions' } });
    const getPosition = ({ number }: ArticleRevision) => ({ value: number, id: articleId });
    const count = async () => (await this.count.load(articleId))?.revisions ?? 0;
    return buildConnection(page, rows, getPosition, count);
  }

  private loadPage(group: RevisionPageKey[]): Promise<ArticleRevision[]> {
    const [{ page }] = group as [RevisionPageKey];
    return this.preview.query<ArticleRevision>(
      sql`
      SELECT r.* FROM unnest(${group.map(({ articleId }) => articleId)}::int[]) AS k(article_id)
      CROSS JOIN LATERAL (
        SELECT ${COLUMNS}
        FROM ${this.preview.table('article_revision')} r WHERE r.article_id = k.article_id
        ${buildCursorRange(LATEST_FIRST, page)} ${buildOrderAndLimit(LATEST_FIRST, page)}
      ) r`,
      [],
    );
  }
}
