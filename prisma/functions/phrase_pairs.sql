-- Returns the numbers of the adjacent words in the phrases of a query, which every match has; null if it has no
-- phrases. Called by src/modules/search/query.
CREATE OR REPLACE FUNCTION public.phrase_pairs(query tsquery) RETURNS int[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT public.word_pair(word, next)) FROM (
    SELECT word, lead(word) OVER (PARTITION BY nth ORDER BY place) AS next
    FROM regexp_split_to_table(querytree(query), ' & ') WITH ORDINALITY AS p(part, nth),
      regexp_split_to_table(part, ' <-> ') WITH ORDINALITY AS w(quoted, place),
      substring(quoted FROM '^''([^''\\]+)''$') AS word
  ) w WHERE word <> '' AND next <> '' AND querytree(query) NOT LIKE '%|%'
$$;
