-- Returns a word, in lower case and without accents, as its stemmer is to get it. German: Latin and Greek nouns, and
-- those with -s after a vowel. Called by reduce_word().
CREATE OR REPLACE FUNCTION public.reduce_german(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN word ~ '..[b-gik-nprsvz]ums?$' AND word NOT IN ('darum', 'herum', 'warum', 'wiederum', 'worum')
      THEN regexp_replace(word, 'ums?$', 'en')
    WHEN word ~ '(?:them|firm|dram|schem|praktik)as?$' THEN regexp_replace(word, 'as?$', '')
    WHEN word ~ 'stadions?$' THEN regexp_replace(word, 'ons?$', '')
    WHEN word ~ 'bussen?$' THEN regexp_replace(word, 'sen?$', '')
    WHEN word ~ '.[^l]os$' AND word NOT IN ('chaos', 'kosmos') THEN left(word, -1)
    WHEN word ~ '..ys$|(?:tax|prof|azub|prom|sk|krim)is$|(?:kamera|oma|opa|pizza|sofa)s$' THEN left(word, -1)
    ELSE word
  END
$$;
