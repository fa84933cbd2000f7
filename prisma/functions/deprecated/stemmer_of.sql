-- Former name of find_stemmer(). Called by releases before 20261129171500.
CREATE OR REPLACE FUNCTION public.stemmer_of(tag text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT public.find_stemmer(tag) $$;
