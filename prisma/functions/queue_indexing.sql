-- Queues articles or drafts for src/modules/search/index/reindex-renamed.ts, which indexes them under their new names. Locks
-- those that are queued already, since they may just be read under the old names. Called by triggers.
CREATE OR REPLACE FUNCTION public.queue_indexing(source_table text, ids int[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO public.search_due (half, article_id) SELECT source_table, id FROM unnest(ids) AS id ORDER BY id
  ON CONFLICT (half, article_id) DO UPDATE SET half = excluded.half;
$$;
