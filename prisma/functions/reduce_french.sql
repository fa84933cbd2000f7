-- Returns a word, in lower case and without accents, as its stemmer is to get it. French. Without accents, the stemmer
-- does not know the endings -ière and -ée; and it keeps the s after most vowels. Called by reduce_word().
CREATE OR REPLACE FUNCTION public.reduce_french(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN right(word, 1) = 'x' THEN CASE
      WHEN word = 'travaux' THEN 'travail'
      WHEN word = 'yeux' THEN 'oeil'
      WHEN word ~ '^(?:j|f|li|chev|nev|adi|mili|essi|pi|v|vo|enj)eux$' THEN left(word, -1)
      ELSE word
    END
    WHEN word ~ '(?:i|ng|ssag|leg)eres?$' THEN regexp_replace(word, 'es?$', '')
    WHEN word ~ '.{5}ees?$' AND word !~ '^journees?$' THEN regexp_replace(word, 'es?$', '')
    WHEN word ~ '^publiques?$' THEN 'public'
    WHEN word ~ '^nouvel(?:les?)?$' THEN 'nouveau'
    WHEN word ~ '[ao]is$' THEN CASE
      WHEN word ~ '^(?:l|r|empl|conv|tourn)ois$|^(?:ess|del|bal|qu)ais$' THEN left(word, -1)
      ELSE word
    END
    WHEN word ~ '..[aiou]s$' AND word NOT IN ('abus', 'avis', 'depuis', 'dessous', 'dessus', 'louis', 'nous', 'paris', 'plus', 'puis',
      'sous', 'suis', 'tous', 'tunis', 'vous') THEN left(word, -1)
    ELSE word
  END
$$;
