-- Indexes up to max_count articles that an import left for later, and their drafts. `indexed` counts both, `published`
-- articles. Skips rows that another transaction has locked, and so waits for none. Called by src/modules/import.
--
-- enable_seqscan = off: as in index_documents(); without it, the kept plan reads both tables for each batch.
CREATE OR REPLACE FUNCTION public.index_pending_documents(max_count int, OUT indexed int, OUT published int) LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  drafts int[];
  articles int[];
BEGIN
  drafts := ARRAY(SELECT article_id FROM public.draft_search WHERE stale = 'LATER'
    ORDER BY article_id LIMIT max_count FOR UPDATE SKIP LOCKED);
  -- No article before its draft, which could not share its document any more.
  articles := ARRAY(SELECT article_id FROM public.article_search WHERE stale = 'LATER'
    AND (cardinality(drafts) < max_count OR article_id <= drafts[max_count])
    ORDER BY article_id LIMIT max_count FOR UPDATE SKIP LOCKED);
  drafts := ARRAY(SELECT id FROM unnest(drafts) AS id WHERE NOT EXISTS (
    SELECT FROM public.article_search WHERE article_id = id AND stale = 'LATER' AND id <> ALL(articles)));
  IF cardinality(drafts) > 0 THEN PERFORM public.index_documents('draft', drafts); END IF;
  IF cardinality(articles) > 0 THEN PERFORM public.index_documents('article', articles); END IF;
  indexed := cardinality(drafts) + cardinality(articles);
  published := cardinality(articles);
END $$;
