-- Each section with itself and every ancestor.
CREATE OR REPLACE VIEW public.section_ancestor AS
WITH RECURSIVE pair (section_id, ancestor_id) AS (
  SELECT id, id FROM public.section
  UNION ALL
  SELECT p.section_id, s.parent_id FROM pair p JOIN public.section s ON s.id = p.ancestor_id
  WHERE s.parent_id IS NOT NULL
)
SELECT section_id, ancestor_id FROM pair;
