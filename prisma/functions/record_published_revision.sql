-- Trigger after an article is published, changed or unpublished: sets the published revision of its draft.
CREATE OR REPLACE FUNCTION public.record_published_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE public.draft SET published_revision = NULL WHERE id = OLD.id;
  ELSE
    UPDATE public.draft SET published_revision = NEW.revision
      WHERE id = NEW.id AND published_revision IS DISTINCT FROM NEW.revision;
  END IF;
  RETURN NULL;
END $$;
