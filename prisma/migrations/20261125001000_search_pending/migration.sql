-- What waits to be put into an index is read by every search, and makes the planner read all documents instead.
ALTER INDEX "article_search_title_idx" SET (fastupdate = off);
ALTER INDEX "article_search_document_idx" SET (fastupdate = off);
ALTER INDEX "draft_search_title_idx" SET (fastupdate = off);
ALTER INDEX "draft_search_document_idx" SET (fastupdate = off);
DO $$
BEGIN
  PERFORM gin_clean_pending_list(i::regclass) FROM unnest(ARRAY[
    'public.article_search_title_idx', 'public.article_search_document_idx',
    'public.draft_search_title_idx', 'public.draft_search_document_idx'
  ]) AS i;
END $$;
