-- Returns the stem that PostgreSQL's stemmer gives an English word and words of other meanings, of which separate_english()
-- separates them; null for other words. Called by src/modules/search.
CREATE OR REPLACE FUNCTION public.find_conflated_stem(stemmer text, stem text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT rtrim(stem, 'q') WHERE stemmer = 'english'
    AND EXISTS (SELECT FROM unnest(public.separated_english_words()) AS word WHERE split_part(word, 'q', 1) = rtrim(stem, 'q'))
$$;
