-- Returns a word, in lower case and without accents, as its stemmer is to get it. Swedish. The stemmer knows no -et,
-- the article of half of the nouns. Called by reduce_word().
CREATE OR REPLACE FUNCTION public.reduce_swedish(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.keep_lig(CASE
    WHEN word ~ '^bocker(?:na)?s?$' THEN 'bok'
    WHEN word ~ '^ny(?:a|tt|are)$' THEN 'ny'
    WHEN word ~ '(?:se|tr|si|ri)(?:um|ets?)$' THEN regexp_replace(word, '(?:um|ets?)$', 'er')
    WHEN word ~ '^(?:alfabet|budget|internet|magnet|paket|planet|raket|staket)'
      THEN regexp_replace(word, '^(.*?et)(?:et)?s?$', '\1')
    WHEN word ~ 'stan$' OR word IN ('annan', 'innan', 'inget', 'japan', 'medan', 'organ', 'orkan', 'redan', 'roman', 'samman',
      'sedan', 'sultan', 'undan', 'utan', 'vilket') THEN word
    WHEN word ~ '..[^aeiouy]an$' THEN left(word, -1)
    WHEN word ~ '..[bcdfgkptv]eln?$' THEN regexp_replace(word, 'eln?$', 'l')
    WHEN word ~ '..[^h]ets?$' THEN regexp_replace(word, '^(.{3,}?)(?:et)+s?$', '\1')
    ELSE regexp_replace(word, '^(.{2}[aeiouy])(?:ar|er|en|et|n|arna|orna|erna)$', '\1')
  END)
$$;
