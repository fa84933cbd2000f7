-- Trigger before an update of the columns that the trigger lists. Sets updated_at, in tables that do not record who writes.
CREATE OR REPLACE FUNCTION public.stamp_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END $$;
