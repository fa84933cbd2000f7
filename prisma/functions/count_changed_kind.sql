-- Trigger after an article becomes a page, or a page an article: updates the numbers of articles of the site and of
-- the article's terms in article_count.
CREATE OR REPLACE FUNCTION public.count_changed_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Other writers would wait for the rows of a dry run, which are rolled back.
  IF current_setting('dateline.dry_run', true) = 'on' THEN RETURN NULL; END IF;
  UPDATE public.article_count SET articles = articles + CASE NEW.kind WHEN 'PAGE' THEN -1 ELSE 1 END
  WHERE (kind, id) IN (
    SELECT 'site', 0
    UNION ALL SELECT 'tag', tag_id FROM public.article_tag WHERE article_id = NEW.id
    UNION ALL SELECT 'author', author_id FROM public.article_author WHERE article_id = NEW.id
    UNION ALL SELECT 'section', section_id FROM public.article_section WHERE article_id = NEW.id
  );
  RETURN NULL;
END $$;
