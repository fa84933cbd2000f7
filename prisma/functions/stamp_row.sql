-- Trigger before an insert, and before an update of the columns that the trigger lists. Sets updated_at at an update, and
-- the API key that writes in created_by_id and last_edited_by_id. A transaction has the ID of its key in the setting
-- dateline.actor. The columns are null if it is empty: for imports, the command line, and releases before 20261129202553.
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
