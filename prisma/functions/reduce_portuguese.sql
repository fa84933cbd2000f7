-- Returns a word, in lower case and without accents, as its stemmer is to get it. Portuguese: plurals in -ões, -ães,
-- -ais, -éis, -óis, -is and -ns, which have no accents here and which the stemmer does not know. Called by
-- reduce_word().
CREATE OR REPLACE FUNCTION public.reduce_portuguese(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN right(word, 1) <> 's' THEN word
    WHEN word LIKE '__%oes' OR word LIKE '_%aes' AND word <> 'maes' THEN left(word, -3) || 'ao'
    WHEN word ~ '..ais$' AND word NOT IN ('ademais', 'demais', 'jamais') THEN left(word, -2) || 'l'
    WHEN word ~ '(?:fac|dific|ut|frag|ag|doc|fert|versat|portat|volat|text|foss|miss|projet|rept)eis$' THEN left(word, -3) || 'il'
    WHEN word ~ '..[eo]is$|[aeiou]uis$|zuis$' AND word NOT IN ('depois', 'herois') THEN left(word, -2) || 'l'
    WHEN word ~ '(?:civ|fuz|barr|perf|nt|juven|febr|sut|vir|serv|host)is$' THEN left(word, -1) || 'l'
    WHEN word LIKE '__%ns' THEN left(word, -2) || 'm'
    WHEN word LIKE '%ls' OR word IN ('leis', 'reis', 'herois') THEN left(word, -1)
    ELSE public.strip_endings(word, 2, '([aeo])s', '\2')
  END
$$;
