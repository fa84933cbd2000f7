-- Trigger after a series is renamed: copies its title to its articles and drafts.
CREATE OR REPLACE FUNCTION public.copy_series_title() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.draft SET series = NEW.name WHERE series_id = NEW.id;
  UPDATE public.article SET series = NEW.name WHERE series_id = NEW.id;
  RETURN NULL;
END $$;
