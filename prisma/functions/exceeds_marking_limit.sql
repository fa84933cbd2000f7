-- Counts its calls within a transaction, and returns true after the first 100: indexing takes milliseconds for
-- each document, for which an editor does not wait ten thousand times. Called by mark_document_stale().
CREATE OR REPLACE FUNCTION public.exceeds_marking_limit() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  marked int := 1 + coalesce(nullif(current_setting('dateline.marked', true), ''), '0')::int;
BEGIN
  PERFORM set_config('dateline.marked', marked::text, true);
  RETURN marked > 100;
END $$;
