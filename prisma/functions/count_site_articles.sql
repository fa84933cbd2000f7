-- Trigger after articles are published or unpublished: updates the number of the site in article_count, without pages.
CREATE OR REPLACE FUNCTION public.count_site_articles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Other writers would wait for the rows of a dry run, which are rolled back.
  IF current_setting('dateline.dry_run', true) = 'on' THEN RETURN NULL; END IF;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.article_count AS c (kind, id, articles)
    SELECT 'site', 0, count(*) FROM added WHERE added.kind <> 'PAGE' HAVING count(*) > 0
    ON CONFLICT (kind, id) DO UPDATE SET articles = c.articles + excluded.articles;
  ELSE
    UPDATE public.article_count SET articles = articles - (SELECT count(*) FROM removed WHERE removed.kind <> 'PAGE')
    WHERE kind = 'site' AND EXISTS (SELECT FROM removed WHERE removed.kind <> 'PAGE');
  END IF;
  RETURN NULL;
END $$;
