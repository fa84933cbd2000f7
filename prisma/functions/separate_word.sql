-- Returns the first form of a word and a q, which no other word has as its stem. `words` is a list of separated_words(). Called
-- by reduce_words().
CREATE OR REPLACE FUNCTION public.separate_word(words text, word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT split_part(ltrim(forms), ' ', 1) || 'q' FROM unnest(string_to_array(words, ',')) AS forms
  WHERE strpos(forms, ' ' || word || ' ') > 0
$$;
