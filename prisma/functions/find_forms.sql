-- Returns the words of a document that have a stem of one of `queried`, as a tsquery that any of them matches: the parser
-- that marks words in a text does not know what reduce_words() takes from them. Called by src/modules/search/highlights.ts.
CREATE OR REPLACE FUNCTION public.find_forms(stemmer text, document tsvector, queried text[]) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH own AS MATERIALIZED (
    SELECT format('public.%I', 'site_' || stemmer)::regconfig AS configuration
  ), wanted AS MATERIALIZED (
    SELECT array_agg(each) AS stems FROM own CROSS JOIN unnest(queried) AS word
      CROSS JOIN unnest(tsvector_to_array(to_tsvector(configuration, public.reduce_words(stemmer, word)))) AS stem
      CROSS JOIN unnest(public.expand_stem(stemmer, word, stem)) AS each
  )
  SELECT coalesce(string_agg(quote_literal(word), ' | '), '')::tsquery
  FROM wanted, own, unnest(
    tsvector_to_array(document), string_to_array(public.reduce_words(stemmer, array_to_string(tsvector_to_array(document), ' ')), ' ')
  ) AS w(word, reduced)
  WHERE tsvector_to_array(to_tsvector(configuration, reduced)) && stems
$$;
