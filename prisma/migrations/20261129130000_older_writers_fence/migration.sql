-- What Prisma's schema cannot say.

-- The first release that may write, by its newest migration of the kind `_fence`. A release says at the start of each write
-- which it has, as dateline.writer. Later migrations of this kind replace the function.
CREATE FUNCTION public.oldest_writer() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN '20261129130000';

-- Refuses the writes of releases that do not know how later ones store content: since 20261129070000, a draft that is published
-- as it is has no body of its own. Such a release answers 503 for the code read_only_sql_transaction. Statements that do not
-- hold the lock of writes (7203117) are those of people and of migrations.
CREATE FUNCTION public.refuse_older_writers() RETURNS trigger LANGUAGE plpgsql AS $$
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

DO $do$
DECLARE
  content text;
BEGIN
  FOREACH content IN ARRAY ARRAY['draft', 'article', 'section', 'tag', 'author'] LOOP
    EXECUTE format('CREATE TRIGGER "older_writers_are_refused" BEFORE INSERT OR UPDATE OR DELETE ON public.%I
      FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_older_writers()', content);
  END LOOP;
END $do$;
