-- Trigger after rows of article_tag, article_author or article_section change: updates the numbers of articles of
-- the terms in article_count, without pages. Argument: `tag`, `author` or `section`. An article that is gone was no
-- page: see delete_terms_of_page().
CREATE OR REPLACE FUNCTION public.count_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  id_column text := TG_ARGV[0] || '_id';
BEGIN
  -- Other writers would wait for the rows of a dry run, which are rolled back.
  IF current_setting('dateline.dry_run', true) = 'on' THEN RETURN NULL; END IF;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.article_count AS c (kind, id, articles)
    SELECT TG_ARGV[0], (to_jsonb(t) ->> id_column)::int, count(*)
    FROM added t JOIN public.article a ON a.id = t.article_id WHERE a.kind <> 'PAGE' GROUP BY 2
    ON CONFLICT (kind, id) DO UPDATE SET articles = c.articles + excluded.articles;
  ELSE
    UPDATE public.article_count c SET articles = c.articles - t.articles FROM (
      SELECT (to_jsonb(t) ->> id_column)::int AS id, count(*) AS articles
      FROM removed t LEFT JOIN public.article a ON a.id = t.article_id WHERE a.kind IS DISTINCT FROM 'PAGE' GROUP BY 1
    ) t WHERE c.kind = TG_ARGV[0] AND c.id = t.id;
  END IF;
  RETURN NULL;
END $$;
