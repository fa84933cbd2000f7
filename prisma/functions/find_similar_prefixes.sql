-- Returns the published words with a part that shares most trigrams with one that is being typed. Called by
-- src/modules/search/suggest.
CREATE OR REPLACE FUNCTION public.find_similar_prefixes(input text, max_count int) RETURNS SETOF text LANGUAGE sql STABLE
  SET pg_trgm.word_similarity_threshold = 0.3 AS $$
  SELECT word FROM public.search_word WHERE input OPERATOR(public.<%) word
  ORDER BY public.word_similarity(input, word) DESC, length(word), word LIMIT max_count
$$;
