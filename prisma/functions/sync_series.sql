-- Trigger before an article or draft gets another series: sets its title, `series`, to that of `series_id`. A release
-- before 20261130020100 writes the title alone: then finds or creates the series.
CREATE OR REPLACE FUNCTION public.sync_series() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  has_new_id boolean := NEW.series_id IS NOT NULL;
BEGIN
  IF TG_OP = 'UPDATE' THEN has_new_id := NEW.series_id IS DISTINCT FROM OLD.series_id; END IF;
  IF has_new_id OR NEW.series IS NOT NULL AND EXISTS (SELECT FROM public.series WHERE id = NEW.series_id AND name = NEW.series) THEN
    NEW.series := (SELECT name FROM public.series WHERE id = NEW.series_id);
  ELSIF NEW.series IS NULL THEN
    NEW.series_id := NULL;
  ELSE
    NEW.series_id := public.find_or_create_series(NEW.series);
    NEW.series := (SELECT name FROM public.series WHERE id = NEW.series_id);
  END IF;
  RETURN NEW;
END $$;
