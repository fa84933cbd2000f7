-- Returns the condition on name_words() that each word of a text begins one of them. A text without words matches
-- nothing. Called by src/shared/lists/conditions.ts.
CREATE OR REPLACE FUNCTION public.name_query(input text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN coalesce((
    SELECT string_agg(quote_literal(left(word, 100)) || ':*', ' & ')
    FROM unnest(string_to_array(public.normalize_phrase(input), ' ')) AS word WHERE word <> ''
  ), '')::tsquery;
END $$;
