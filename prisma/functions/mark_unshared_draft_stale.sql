-- Trigger before a draft stops sharing the document of its article: it has none until it is indexed.
CREATE OR REPLACE FUNCTION public.mark_unshared_draft_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.stale := 'TEXT';
  RETURN NEW;
END $$;
