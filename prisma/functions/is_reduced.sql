-- Returns true if reduce_words() changes words of a language. Called by reduce_words() and src/modules/search.
CREATE OR REPLACE FUNCTION public.is_reduced(stemmer text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT stemmer IN ('arabic', 'bengali', 'bulgarian', 'catalan', 'croatian', 'czech', 'danish', 'dutch', 'estonian',
    'finnish', 'french', 'german', 'greek', 'hebrew', 'italian', 'korean', 'latvian', 'lithuanian', 'norwegian', 'persian',
    'polish', 'portuguese', 'romanian', 'serbian', 'slovak', 'slovenian', 'spanish', 'swedish', 'turkish', 'ukrainian')
$$;
