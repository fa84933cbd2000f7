-- Returns an English text in lower case, with a q in the words of separated_english_words(). Called by reduce_words(). A change
-- needs a higher search_version().
CREATE OR REPLACE FUNCTION public.separate_english(words text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  separated text := lower(words);
  word text;
BEGIN
  -- In whole texts: 6 ms for 100,000 characters, where a regular expression takes 24.
  FOREACH word IN ARRAY public.separated_english_words() LOOP
    separated := replace(separated, replace(word, 'q', ''), word);
  END LOOP;
  RETURN separated;
END $$;
