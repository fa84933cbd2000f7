-- Returns a word, in lower case and without accents, as its stemmer is to get it. Dutch. Called by reduce_word().
CREATE OR REPLACE FUNCTION public.reduce_dutch(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN right(word, 2) = 'en' THEN CASE
      WHEN word ~ 'steden$' THEN left(word, -4) || 'ad'
      WHEN word ~ 'schepen$' THEN left(word, -5) || 'hip'
      WHEN word ~ '(?:^|s|kamer)leden$' THEN left(word, -4) || 'id'
      WHEN word ~ '(?:gra|ho)ven$' THEN left(word, -3) || 'f'
      WHEN word ~ '[ie]een$' THEN left(word, -2)
      WHEN word ~ '(?:kind|^ei|blad|goed|volk|lied)eren$' THEN left(word, -4)
      WHEN word ~ 'lammeren$' THEN left(word, -5)
      ELSE regexp_replace(regexp_replace(regexp_replace(word,
        '([aeiou]([bfglmnprs]))\2en$', '\1'), '([aeiou][aeiouj])zen$', '\1s'), '([aeiou][aeioujlr])ven$', '\1f')
    END
    WHEN word LIKE '%_ici' THEN left(word, -1) || 'us'
    WHEN word LIKE '%musea' THEN left(word, -1) || 'um'
    ELSE word
  END
$$;
