-- Replaces the last letter of a word, as translate() does. Called by reduce_word().
CREATE OR REPLACE FUNCTION public.replace_last(word text, letters text, replacements text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT left(word, -1) || translate(right(word, 1), letters, replacements)
$$;
