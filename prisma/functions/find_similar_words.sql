-- Returns the published words that share most trigrams with one. The threshold lets letters of a short word
-- change places. Called by src/modules/search/suggest.
CREATE OR REPLACE FUNCTION public.find_similar_words(input text, max_count int) RETURNS SETOF text LANGUAGE sql STABLE
  SET pg_trgm.similarity_threshold = 0.2 AS $$
  SELECT word FROM public.search_word WHERE word OPERATOR(public.%) input
  ORDER BY public.similarity(word, input) DESC, word LIMIT max_count
$$;
