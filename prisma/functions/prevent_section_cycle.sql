-- Trigger before a section gets a parent: raises check_violation if the section would be below itself. Changes
-- of the tree take turns, so that two of them cannot form a cycle together.
CREATE OR REPLACE FUNCTION public.prevent_section_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.parent_id IS NULL THEN RETURN NEW; END IF;
  PERFORM pg_advisory_xact_lock(7203116);
  IF EXISTS (
    WITH RECURSIVE ancestor AS (
      SELECT NEW.parent_id AS id
      UNION
      SELECT s.parent_id FROM public.section s JOIN ancestor a ON s.id = a.id WHERE s.parent_id IS NOT NULL
    )
    SELECT FROM ancestor WHERE id = NEW.id
  ) THEN
    RAISE EXCEPTION 'section % cannot be below itself', NEW.slug
      USING ERRCODE = 'check_violation', CONSTRAINT = 'section_tree_has_no_cycle';
  END IF;
  RETURN NEW;
END $$;
