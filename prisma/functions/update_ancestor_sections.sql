-- Trigger after a section gets another parent: adds and removes the ancestors among the sections of articles
-- and drafts in it and below it.
CREATE OR REPLACE FUNCTION public.update_ancestor_sections() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moved int[];
BEGIN
  WITH RECURSIVE below AS (
    SELECT NEW.id AS id UNION SELECT s.id FROM public.section s JOIN below b ON s.parent_id = b.id
  )
  SELECT array_agg(id) INTO moved FROM below;

  WITH wanted AS (
    SELECT DISTINCT o.article_id, p.ancestor_id AS section_id
    FROM public.draft_section o JOIN public.section_ancestor p ON p.section_id = o.section_id
    WHERE o.position IS NOT NULL AND o.article_id IN (
      SELECT article_id FROM public.draft_section WHERE section_id = ANY(moved) AND position IS NOT NULL
    )
  ), removed AS (
    DELETE FROM public.draft_section d WHERE d.position IS NULL
      AND d.article_id IN (SELECT article_id FROM wanted)
      AND NOT EXISTS (SELECT FROM wanted w WHERE w.article_id = d.article_id AND w.section_id = d.section_id)
  )
  INSERT INTO public.draft_section (article_id, section_id)
  SELECT article_id, section_id FROM wanted ON CONFLICT DO NOTHING;

  WITH wanted AS (
    SELECT DISTINCT o.article_id, p.ancestor_id AS section_id, o.listed_at
    FROM public.article_section o JOIN public.section_ancestor p ON p.section_id = o.section_id
    WHERE o.position IS NOT NULL AND o.article_id IN (
      SELECT article_id FROM public.article_section WHERE section_id = ANY(moved) AND position IS NOT NULL
    )
  ), removed AS (
    DELETE FROM public.article_section s WHERE s.position IS NULL
      AND s.article_id IN (SELECT article_id FROM wanted)
      AND NOT EXISTS (SELECT FROM wanted w WHERE w.article_id = s.article_id AND w.section_id = s.section_id)
  )
  INSERT INTO public.article_section (article_id, section_id, listed_at)
  SELECT article_id, section_id, listed_at FROM wanted ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
