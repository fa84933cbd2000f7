-- Returns a word, in lower case and without accents, as its stemmer is to get it. Danish. Called by reduce_word().
CREATE OR REPLACE FUNCTION public.reduce_danish(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.keep_lig(CASE
    WHEN word ~ '^(?:by|ny|sky)(?:en|er|et|erne|e|t)$' THEN substr(word, 1, strpos(word, 'y'))
    WHEN word ~ '^born(?:ene)?s?$' THEN 'barn'
    WHEN word ~ '^(?:maend|haender)(?:ene|ne)?s?$' THEN replace(left(word, 4), 'ae', 'a') || 'd'
    WHEN word ~ 'muse(?:et|er|erne|um)s?$' THEN regexp_replace(word, '(muse)[a-z]+$', '\1er')
    WHEN word ~ '..[bdfgkpt]el(?:en)?$' AND word !~ '(?:bord|hot|kap|kart|mod|past)el' THEN regexp_replace(word, '(.)\1?el(?:en)?$', '\1l')
    WHEN word ~ '..[ans]tre(?:ne|r)?$' THEN regexp_replace(word, 're(?:ne|r)?$', 'er')
    ELSE regexp_replace(word, '^(.{2}[aeiouy])(?:en|et|er|erne|ene)$', '\1')
  END)
$$;
