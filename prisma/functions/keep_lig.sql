-- Returns a word with -lig and its endings as -lik, which the stemmers of Danish, Norwegian and Swedish keep: they reduce
-- -lig to nothing, so that the Norwegian adjective boklig had the stem of the noun bok. Called by reduce_word().
CREATE OR REPLACE FUNCTION public.keep_lig(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(word,
    '^(.{2,}li)g(?:[aest]|er|en|et|erne|ene|es|ere|est|este|are|ast|aste|he[dt](?:en|er|erne|erna|ene|s)?)?$', '\1k')
$$;
