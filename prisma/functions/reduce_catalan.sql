-- Returns a word, in lower case and without accents, as its stemmer is to get it. Catalan. Nouns in -re get -ra,
-- because the stemmer takes -re for an infinitive: ministre would not have the stem of ministres. Called by
-- reduce_word().
CREATE OR REPLACE FUNCTION public.reduce_catalan(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN word IN ('entre', 'sobre', 'meus', 'teus', 'seus') THEN word
    WHEN word ~ '.(?:st|nt|eat|[^e]b)re$' THEN left(word, -1) || 'a'
    WHEN word ~ '..tges?$' THEN regexp_replace(word, 'ges?$', 'ja')
    WHEN word ~ '..[gq]ues$' THEN left(word, -4) || translate(right(left(word, -3), 1), 'q', 'c') || 'a'
    WHEN word LIKE '%_ssos' THEN left(word, -3)
    WHEN word ~ '^.{1,3}[eio][iu]s$' THEN left(word, -1)
    WHEN word LIKE '%ions' OR word LIKE '___%ins' THEN left(word, -2)
    ELSE word
  END
$$;
