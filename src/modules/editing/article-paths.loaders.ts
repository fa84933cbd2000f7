import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { createBatchLoader } from '../../shared/async/batch.js';

/** The paths of an article as editors set them in its latest revision. */
export interface ArticlePaths {
  id: number;
  isPathFixed: boolean;
  aliases: string[];
}

/** Loads paths as they were set from the preview perspective; the published one has no revisions. */
export class ArticlePathLoaders {
  constructor(private readonly preview: ReadClient) {}

  readonly byId = createBatchLoader(
    (ids: number[]) =>
      this.preview.query<ArticlePaths>(
        Prisma.sql`
        SELECT a.id, r.content ->> 'path' IS NOT NULL AS "isPathFixed",
          coalesce(r.content -> 'aliases', '[]') AS aliases
        FROM ${this.preview.table('article')} a
        JOIN ${this.preview.table('article_revision')} r ON r.article_id = a.id AND r.number = a.revision
        WHERE a.id = ANY(${ids}::int[])`,
        [],
      ),
    ({ id }) => id,
  );
}
