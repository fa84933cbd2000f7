-- Trigger at the commit of a draft: writes its sections if the first one is not draft.section_id. Releases
-- without the table draft_section, and fixtures, write the draft alone.
CREATE OR REPLACE FUNCTION public.sync_draft_sections() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  primary_id int;
BEGIN
  SELECT d.section_id INTO primary_id FROM public.draft d WHERE d.id = NEW.id;
  IF primary_id IS DISTINCT FROM (
    SELECT s.section_id FROM public.draft_section s WHERE s.article_id = NEW.id AND s.position = 0
  ) THEN
    PERFORM public.write_draft_sections(NEW.id, array_remove(ARRAY[primary_id], NULL));
  END IF;
  RETURN NULL;
END $$;
