-- Returns the words of a name, in lower case and without accents, for searches by the beginnings of words. Indexes are
-- built with it, and with the functions that it calls: one that returns other words gets another name, and other indexes.
-- Called by src/shared/lists/conditions.ts.
CREATE OR REPLACE FUNCTION public.name_words(name text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN array_to_tsvector(ARRAY(
    SELECT left(word, 100) FROM unnest(string_to_array(public.normalize_phrase(name), ' ')) AS word WHERE word <> ''
  ));
END $$;
