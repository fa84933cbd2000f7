-- Returns a text in lower case, without accents and with one space between words. Called by src/modules/search
-- and refresh_suggestions().
CREATE OR REPLACE FUNCTION public.normalize_phrase(input text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT btrim(public.normalize_words(lower(public.unaccent(input)))) $$;
