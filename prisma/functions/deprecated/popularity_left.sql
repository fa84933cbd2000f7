-- Former name of decay_popularity(). Called by releases before 20261129171500.
CREATE OR REPLACE FUNCTION public.popularity_left(score float8, age interval) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT public.decay_popularity(score, age) $$;
