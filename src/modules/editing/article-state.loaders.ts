import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { createBatchLoader } from '../../shared/async/batch.js';
import type { ArticleState } from './article-state.js';

const { sql } = Prisma;

interface StoredState extends ArticleState {
  id: number;
  hasUnpublishedChanges: boolean;
  /** Number of the latest revision. */
  revision: number;
  /** Number of the published revision; null if there is none. */
  publishedRevision: number | null;
}

/**
 * Loads the publication state of articles from the preview perspective; the published one does not have it.
 */
export class ArticleStateLoaders {
  constructor(private readonly preview: ReadClient) {}

  readonly byId = createBatchLoader(
    (ids: number[]) =>
      this.preview.query<StoredState>(
        sql`
        SELECT id, scheduled_for AS "scheduledFor", unpublished_at AS "unpublishedAt",
          is_published AS "isPublished", has_unpublished_changes AS "hasUnpublishedChanges",
          revision, published_revision AS "publishedRevision"
        FROM ${this.preview.table('article_state')} WHERE id = ANY(${ids}::int[])`,
        [],
      ),
    ({ id }) => id,
  );
}
