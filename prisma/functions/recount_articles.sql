-- Counts the published articles of the site and of each tag, author and section anew, without pages, and returns the
-- number of rows of article_count that were wrong. Called by `dateline rebuild counts`, which holds the lock of writes.
CREATE OR REPLACE FUNCTION public.recount_articles() RETURNS int LANGUAGE sql AS $$
  WITH pages AS MATERIALIZED (
    SELECT id FROM public.article WHERE kind = 'PAGE'
  ), counted AS (
    SELECT 'site' AS kind, 0 AS id, count(*)::int AS articles FROM public.article WHERE kind <> 'PAGE'
    UNION ALL SELECT 'tag', g.id, coalesce(n.articles, 0) FROM public.tag g LEFT JOIN (
      SELECT tag_id, count(*)::int AS articles FROM public.article_tag WHERE article_id NOT IN (SELECT id FROM pages) GROUP BY 1
    ) n ON n.tag_id = g.id
    UNION ALL SELECT 'author', w.id, coalesce(n.articles, 0) FROM public.author w LEFT JOIN (
      SELECT author_id, count(*)::int AS articles FROM public.article_author WHERE article_id NOT IN (SELECT id FROM pages) GROUP BY 1
    ) n ON n.author_id = w.id
    UNION ALL SELECT 'section', s.id, coalesce(n.articles, 0) FROM public.section s LEFT JOIN (
      SELECT section_id, count(*)::int AS articles FROM public.article_section WHERE article_id NOT IN (SELECT id FROM pages) GROUP BY 1
    ) n ON n.section_id = s.id
  ), removed AS (
    DELETE FROM public.article_count c WHERE NOT EXISTS (SELECT FROM counted n WHERE (n.kind, n.id) = (c.kind, c.id)) RETURNING 1
  ), written AS (
    INSERT INTO public.article_count AS c (kind, id, articles) SELECT kind, id, articles FROM counted
    ON CONFLICT (kind, id) DO UPDATE SET articles = excluded.articles WHERE c.articles <> excluded.articles RETURNING 1
  )
  SELECT (SELECT count(*) FROM removed)::int + (SELECT count(*) FROM written)::int;
$$;
