-- Trigger after an article, draft, section, tag, author or series is deleted: deletes its completions.
CREATE OR REPLACE FUNCTION public.delete_suggestions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM public.suggestion WHERE kind = upper(TG_TABLE_NAME) AND node_id = OLD.id;
  RETURN NULL;
END $$;
