-- Former name of normalize_phrase(). Called by releases before 20261129171500.
CREATE OR REPLACE FUNCTION public.plain_text(text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT public.normalize_phrase($1) $$;
