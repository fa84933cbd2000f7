-- Replaces one of `endings`, alternatives of a regular expression of which the longest counts, at the end of a word that has
-- at least `letters` other letters. Called by reduce_word().
CREATE OR REPLACE FUNCTION public.strip_endings(word text, letters int, endings text, replacement text DEFAULT '')
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(word, '^(.{' || letters || ',}?)(?:' || endings || ')$', '\1' || replacement)
$$;
