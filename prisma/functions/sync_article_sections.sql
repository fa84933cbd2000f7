-- Trigger at the commit of an article: copies the sections of its draft where they differ. Releases without
-- the table article_section, and fixtures, write the article alone.
CREATE OR REPLACE FUNCTION public.sync_article_sections() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (
      SELECT d.section_id, d.position, a.listed_at
      FROM public.draft_section d JOIN public.article a ON a.id = d.article_id WHERE a.id = NEW.id
    ) d FULL JOIN (
      SELECT s.section_id, s.position, s.listed_at FROM public.article_section s WHERE s.article_id = NEW.id
    ) s ON s.section_id = d.section_id
    WHERE (d.position, d.listed_at) IS DISTINCT FROM (s.position, s.listed_at)
  ) THEN
    PERFORM public.publish_sections(NEW.id);
  END IF;
  RETURN NULL;
END $$;
