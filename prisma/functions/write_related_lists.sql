-- Rewrites the rows of related_list of some articles from related_article, with one article of each story, and none of
-- that of the list itself. Called by sync_related_lists(), and
-- by src/modules/related/index, which sets dateline.defer_related_lists.
CREATE OR REPLACE FUNCTION public.write_related_lists(changed int[]) RETURNS void LANGUAGE sql AS $$
  WITH entry AS (
    SELECT r.article_id, r.related_id, r.score,
      row_number() OVER (PARTITION BY r.article_id, coalesce(c.story_id, -r.related_id) ORDER BY r.score DESC, r.related_id DESC) AS nth
    FROM public.related_article r LEFT JOIN public.article_copy c ON c.article_id = r.related_id
      LEFT JOIN public.article_copy own ON own.article_id = r.article_id
    WHERE r.article_id = ANY(changed) AND r.related_id <> r.article_id AND (own.story_id = c.story_id) IS NOT TRUE
  ), list AS (
    SELECT article_id, array_agg(related_id ORDER BY score DESC, related_id DESC) AS related_ids,
      array_agg(score ORDER BY score DESC, related_id DESC) AS scores
    FROM entry WHERE nth = 1 GROUP BY article_id
  ), gone AS (
    DELETE FROM public.related_list l WHERE l.article_id = ANY(changed)
      AND NOT EXISTS (SELECT FROM list WHERE list.article_id = l.article_id)
  )
  INSERT INTO public.related_list AS l (article_id, related_ids, scores) SELECT article_id, related_ids, scores FROM list
  ON CONFLICT (article_id) DO UPDATE SET related_ids = excluded.related_ids, scores = excluded.scores
  WHERE (l.related_ids, l.scores) IS DISTINCT FROM (excluded.related_ids, excluded.scores)
$$;
