import type { PoolClient } from 'pg';
import { reindexBatches } from '../../modules/search/index/reindex-renamed.js';

/** A part of a rebuild: writes rows that are derived from those of a table, in the order of its IDs. */
export interface RebuildStep {
  /** Name of the step in rebuild_state and in its progress. */
  name: string;
  table: 'section' | 'tag' | 'author' | 'series' | 'draft';
  /** Rows of one transaction. */
  batchSize: number;
  write(client: PoolClient, ids: number[]): Promise<void>;
}

/** The completions of the names of terms. Those of articles are written with their search documents. */
export const COMPLETION_STEPS: readonly RebuildStep[] = (['section', 'tag', 'author', 'series'] as const).map(
  (table) => ({
    name: `completions of ${table === 'series' ? table : `${table}s`}`,
    table,
    batchSize: 500,
    write: async (client, ids) => {
      // Locked, so that a rename waits, rather than be undone by the name that was read before it.
      await client.query(
        `SELECT public.refresh_suggestions($2, t.id, t.name)
         FROM (SELECT id, name FROM public.${table} WHERE id = ANY($1::int[]) ORDER BY id FOR NO KEY UPDATE) t`,
        [ids, table.toUpperCase()],
      );
    },
  }),
);

/** The search documents and completions of articles and drafts. */
export const SEARCH_STEPS: readonly RebuildStep[] = [
  {
    name: 'search documents',
    table: 'draft',
    batchSize: 100,
    write: async (client, ids) => {
      // In this order, so that an unchanged draft shares the document of its article.
      const halves = ['draft', 'article'] as const;
      for (const half of halves)
        await client.query(
          `INSERT INTO public.${half}_search (article_id, listed_at, stale)
           SELECT id, coalesce(published_at, updated_at), NULL FROM public.${half} WHERE id = ANY($1::int[])
           ON CONFLICT (article_id) DO NOTHING`,
          [ids],
        );
      await reindexBatches(
        client,
        halves.map((half) => ({ half, ids, stale: 'TEXT' })),
      );
    },
  },
];
