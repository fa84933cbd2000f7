-- Returns a word, in lower case and without accents, as its stemmer is to get it. Korean. A noun of one syllable has
-- its particle taken only where the sound before it shows that it is one: 가을 is a noun, 책을 is not. Called by
-- reduce_word().
CREATE OR REPLACE FUNCTION public.reduce_korean(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN word ~ '^.(?:은|을)$' AND (ascii(word) - 44032) % 28 > 0 OR word ~ '^.(?:는|를)$' AND (ascii(word) - 44032) % 28 = 0
      OR word ~ '^.(?:에서|에게|까지|부터|보다|처럼)$' THEN left(word, 1)
    ELSE public.strip_endings(word, 2,
      '(?:들|을|를|이|가|은|는|의|에|에서|에게|께서|한테|와|과|로|으로|도|만|까지|부터|보다|처럼|이나|나|라고|이라고|이다|입니다|하다|했다|한다|하는|하고|하며|합니다|했습니다|되다|됐다|된다|되는|됩니다)+')
  END
$$;
