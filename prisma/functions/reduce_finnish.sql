-- Returns the stem of a Finnish word in lower case, with its accents, by which the stemmer knows endings. What the stemmer
-- leaves of other forms becomes the same: consonants that change (katu and kadut, hinta and hinnat), -nen and -set, -us
-- and -ukset, and last vowels. Returns '' for a stop word. Called by reduce_word().
CREATE OR REPLACE FUNCTION public.reduce_finnish(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH stem AS (
    SELECT public.unaccent(CASE WHEN word ~ '^..?[^aeiouyäös]t[aä]$' THEN left(word, -1) ELSE coalesce((ts_lexize('pg_catalog.finnish_stem',
      CASE WHEN word LIKE '_%inen' THEN left(word, -3) || 'set' WHEN word LIKE '__%si' THEN word || 't' ELSE word END))[1], '') END) AS text
  ), even AS (
    SELECT regexp_replace(replace(replace(replace(replace(replace(regexp_replace(text, '([kpt])\1', '\1', 'g'),
      'd', 't'), 'nn', 'nt'), 'll', 'lt'), 'rr', 'rt'), 'mm', 'mp'), '^(.{3,}?)[aeiouy]+$', '\1') AS text FROM stem
  )
  SELECT replace(regexp_replace(regexp_replace(text, '^(..+)(?:ks|st)$', '\1s'), '^(.{2,}[uy])t$', '\1s'), 'nk', 'ng') FROM even
$$;
