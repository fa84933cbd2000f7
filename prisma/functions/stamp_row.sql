-- Trigger before a row is created or changed by what its triggers name: sets the time of the change, and the API key that
-- made it, whose ID the transaction has in dateline.actor. Releases before 20261129202553 do not set that.
CREATE OR REPLACE FUNCTION public.stamp_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  actor int := nullif(current_setting('dateline.actor', true), '')::int;
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.created_by_id := actor;
  ELSE
    NEW.updated_at := clock_timestamp();
  END IF;
  NEW.last_edited_by_id := actor;
  RETURN NEW;
END $$;
