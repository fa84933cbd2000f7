-- Writes C++, C# and .NET as words. `.gov` is found by gov and by dotgov; the latter is added at the end, where it
-- separates no phrase. Called by normalize_words(); src/modules/search/search-query.ts does the same to queries.
CREATE OR REPLACE FUNCTION public.spell_out_symbols(input text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN input ~ '\+\+|[A-Za-z]#|\.[A-Za-z]' THEN
    regexp_replace(regexp_replace(input,
      '([A-Za-z0-9])\+\+', '\1plusplus ', 'g'),
      '\m([A-Za-z])#', '\1sharp ', 'g')
    || coalesce((
      SELECT string_agg(' dot' || found[1], '') FROM regexp_matches(input, '(?:^|[^A-Za-z0-9.])\.([A-Za-z]{2,})', 'g') AS found
    ), '')
    ELSE input END
$$;
