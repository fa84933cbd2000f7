-- Trigger before content changes: raises read_only_sql_transaction if the transaction holds the lock of writes
-- (7203117) and names in dateline.writer an older release than oldest_writer(). Releases answer it with 503.
-- Statements without the lock are those of people and of migrations.
CREATE OR REPLACE FUNCTION public.refuse_older_writers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('dateline.writer', true), '') >= public.oldest_writer() THEN RETURN NULL; END IF;
  IF EXISTS (
    SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'
      AND classid = 0 AND objid = 7203117 AND objsubid = 1 AND granted
  ) THEN
    RAISE EXCEPTION 'A newer release of Dateline has migrated the database, and takes the writes from now on.'
      USING ERRCODE = 'read_only_sql_transaction', HINT = 'Replace this instance by one of the newer release.';
  END IF;
  RETURN NULL;
END $$;
