-- Returns true for the stems of English words that separate_english() separates from one another, of which PostgreSQL's stemmer
-- makes one. Called by src/modules/search.
CREATE OR REPLACE FUNCTION public.is_separated(stemmer text, stem text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT stemmer = 'english'
    AND EXISTS (SELECT FROM unnest(public.separated_english_words()) AS word WHERE split_part(word, 'q', 1) = rtrim(stem, 'q'))
$$;
