-- Returns a word, in lower case and without accents, as its stemmer is to get it. Italian: short nouns in -go and -ga.
-- Called by reduce_word().
CREATE OR REPLACE FUNCTION public.reduce_italian(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN word ~ '^.{1,2}gh[ie]$' THEN left(word, -2) || translate(right(word, 1), 'ie', 'oa')
    WHEN word = 'uomini' THEN 'uomo'
    ELSE word
  END
$$;
