-- Rewrites the rows of related_list of some articles from related_article. Called by sync_related_lists(), and
-- by src/modules/related/index, which sets dateline.defer_related_lists.
CREATE OR REPLACE FUNCTION public.write_related_lists(changed int[]) RETURNS void LANGUAGE sql AS $$
  WITH list AS (
    SELECT article_id, array_agg(related_id ORDER BY score DESC, related_id DESC) AS related_ids,
      array_agg(score ORDER BY score DESC, related_id DESC) AS scores
    FROM public.related_article WHERE article_id = ANY(changed) AND related_id <> article_id GROUP BY article_id
  ), gone AS (
    DELETE FROM public.related_list l WHERE l.article_id = ANY(changed)
      AND NOT EXISTS (SELECT FROM list WHERE list.article_id = l.article_id)
  )
  INSERT INTO public.related_list AS l (article_id, related_ids, scores) SELECT article_id, related_ids, scores FROM list
  ON CONFLICT (article_id) DO UPDATE SET related_ids = excluded.related_ids, scores = excluded.scores
  WHERE (l.related_ids, l.scores) IS DISTINCT FROM (excluded.related_ids, excluded.scores)
$$;
