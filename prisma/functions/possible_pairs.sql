-- Returns the numbers of any two words of a query, of the first eight: a document with one of them has these
-- words next to each other. Called by src/modules/search/ranking.
CREATE OR REPLACE FUNCTION public.possible_pairs(query tsquery) RETURNS int[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  WITH words AS (
    SELECT DISTINCT found[1] AS word FROM regexp_matches(querytree(query), '''([^''\\]+)''', 'g') AS found LIMIT 8
  )
  SELECT array_agg(public.word_pair(one.word, other.word)) FROM words one JOIN words other ON one.word < other.word
$$;
