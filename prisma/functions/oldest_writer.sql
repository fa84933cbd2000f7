-- Returns the time of the newest fence: releases that do not know it may not write. A migration of the kind
-- `_fence` raises it here, in its own SQL and in src/changes/change-log.ts. Called by refuse_older_writers() and /readyz.
CREATE OR REPLACE FUNCTION public.oldest_writer() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT '20261129130000' $$;
