-- Indexes the stale articles or drafts among `ids`; source_table is `article` or `draft`. A draft that is as its
-- published article has no document of its own: preview.article_search shows that of the article. The document of
-- a draft is copied to its article when that is published. Called by src/modules/import and index_stale_document().
--
-- enable_* = off: the plans are kept from when the session began, perhaps on empty tables, where reading and joining
-- whole tables is cheapest. Without it, an import of 6,000 articles took 7.9 instead of 4.9 ms for each of the last
-- ones to index, and the more the larger the archive; with it, each is looked up by its key.
CREATE OR REPLACE FUNCTION public.index_documents(source_table text, ids int[]) RETURNS void LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.article_search WHERE article_id = ANY(ids)) THEN
    UPDATE public.draft_search SET is_shared = false WHERE article_id = ANY(ids) AND is_shared;
  ELSIF source_table = 'draft' THEN
    WITH same AS MATERIALIZED (
      SELECT s.article_id FROM unnest(ids) AS id CROSS JOIN LATERAL (
        SELECT s.article_id FROM public.unchanged_draft u
          JOIN public.article_search s ON s.article_id = u.id
          JOIN public.draft_search d ON d.article_id = u.id
        WHERE u.id = id.id
          AND (s.is_shared OR s.stale IS NOT NULL) AND (d.is_shared OR d.stale IS NOT NULL)
        OFFSET 0
      ) s
    ), shared AS (
      UPDATE public.draft_search d SET stale = NULL, title = '', document = '', words = NULL, language = NULL, length = NULL,
        version = public.search_version(), is_shared = true
      FROM same WHERE d.article_id = same.article_id AND d.stale IS NOT NULL
    ), unshared AS (
      UPDATE public.draft_search d SET is_shared = false
      WHERE d.article_id = ANY(ids) AND d.is_shared AND d.article_id NOT IN (SELECT article_id FROM same)
    )
    UPDATE public.article_search s SET is_shared = NOT s.is_shared
    WHERE s.article_id = ANY(ids) AND s.is_shared <> (s.article_id IN (SELECT article_id FROM same));
  ELSE
    WITH same AS MATERIALIZED (
      SELECT s.* FROM unnest(ids) AS id CROSS JOIN LATERAL (
        SELECT u.id, coalesce(a.published_at, a.updated_at) AS listed_at, s.title, s.document, s.words, s.language, s.length
        FROM public.unchanged_draft u
          JOIN public.article a ON a.id = u.id
          JOIN public.article_search i ON i.article_id = u.id
          JOIN public.draft_search s ON s.article_id = u.id
        WHERE u.id = id.id AND i.stale IS NOT NULL AND length(s.words) > 0
          AND s.stale IS NULL AND NOT s.is_shared AND s.version = public.search_version()
          AND NOT EXISTS (SELECT FROM public.search_due w WHERE w.half = 'draft' AND w.article_id = u.id)
        OFFSET 0
      ) s
    ), known AS (
      INSERT INTO public.search_word
        SELECT DISTINCT word FROM same, unnest(tsvector_to_array(same.words)) AS word
        WHERE length(word) BETWEEN 3 AND 40 AND word ~ '^[[:alpha:]]+$'
        ORDER BY word
        ON CONFLICT DO NOTHING
    )
    UPDATE public.article_search s SET stale = NULL, listed_at = same.listed_at, title = same.title,
      document = same.document, words = same.words, language = same.language, length = same.length,
      version = public.search_version()
    FROM same WHERE s.article_id = same.id;
  END IF;
  IF source_table = 'draft' THEN
    PERFORM public.build_draft_search(ids);
  ELSE
    PERFORM public.build_article_search(ids);
    PERFORM public.merge_search_entries();
  END IF;
END $$;
