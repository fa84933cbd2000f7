-- Trigger before a published body is deleted: moves it to draft_body if the draft shares it and the article is
-- unpublished. Ignores the deletion while the article is published.
CREATE OR REPLACE FUNCTION public.preserve_draft_body() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  whole_body text;
BEGIN
  SELECT CASE access WHEN 'PUBLIC' THEN 'article_body' ELSE 'article_full_body' END INTO whole_body
    FROM public.draft WHERE id = OLD.article_id;
  -- Deleted with its draft, or an excerpt of the draft's body.
  IF whole_body IS DISTINCT FROM TG_TABLE_NAME THEN RETURN OLD; END IF;
  IF EXISTS (SELECT FROM public.article WHERE id = OLD.article_id) THEN RETURN NULL; END IF;
  INSERT INTO public.draft_body (article_id, html, text, markdown, outline, blocks, detected_language)
    VALUES (OLD.article_id, OLD.html, OLD.text, OLD.markdown, OLD.outline, OLD.blocks, OLD.detected_language)
    ON CONFLICT DO NOTHING;
  RETURN OLD;
END $$;
