-- Former name of find_similar_words(). Called by releases before 20261129171500.
CREATE OR REPLACE FUNCTION public.similar_words(text, most int) RETURNS SETOF text LANGUAGE sql STABLE
  AS $$ SELECT public.find_similar_words($1, most) $$;
