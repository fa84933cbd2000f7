-- Replaces the sections of a draft by the given ones, in order, and their ancestors. Called by
-- sync_draft_sections().
CREATE OR REPLACE FUNCTION public.write_draft_sections(draft_id int, section_ids int[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM public.draft_section WHERE article_id = draft_id;
  WITH RECURSIVE listed AS (
    SELECT id, min(place)::int - 1 AS position FROM unnest(section_ids) WITH ORDINALITY AS o (id, place) GROUP BY id
  ), above AS (
    SELECT id FROM listed
    UNION
    SELECT s.parent_id FROM above a JOIN public.section s ON s.id = a.id WHERE s.parent_id IS NOT NULL
  )
  INSERT INTO public.draft_section (article_id, section_id, position)
  SELECT draft_id, a.id, l.position FROM above a LEFT JOIN listed l ON l.id = a.id;
$$;
