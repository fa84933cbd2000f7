-- Returns a word, in lower case and without accents, as its stemmer is to get it. Norwegian. Called by reduce_word().
CREATE OR REPLACE FUNCTION public.reduce_norwegian(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.keep_lig(CASE
    WHEN word ~ '^(?:by|ny|sky)(?:en|er|et|ene|e|tt)$' THEN substr(word, 1, strpos(word, 'y'))
    WHEN word ~ '^(?:menn|hender)(?:ene|ne)?$' THEN replace(regexp_replace(word, '(?:ene|erne|er)$', ''), 'e', 'a')
    WHEN word ~ 'muse(?:et|er|ene|um)s?$' THEN regexp_replace(word, '(muse)[a-z]+$', '\1er')
    WHEN word ~ '..[bdfgkpt]el(?:en)?$' THEN regexp_replace(word, '(.)\1?el(?:en)?$', '\1l')
    WHEN word ~ '..[ans]tre(?:ne|r)?$' THEN regexp_replace(word, 're(?:ne|r)?$', 'er')
    WHEN word ~ '..[^j]erne$' AND word NOT IN ('eksterne', 'interne', 'moderne') THEN left(word, -2)
    ELSE regexp_replace(word, '^(.{2}[aeiouy])(?:en|et|er|ene)$', '\1')
  END)
$$;
