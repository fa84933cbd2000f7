-- Returns the numbers of all adjacent words of a document, as word_pair() computes them. Called by src/modules/search.
-- The indexes *_search_word_pairs are built with it, so another definition needs another name and a migration
-- that builds other indexes. COST: computed for every match, the pairs would cost more than any index.
CREATE OR REPLACE FUNCTION public.word_pairs(document tsvector) RETURNS int[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000
  RETURN (
    SELECT array_agg((hash # next) & 1048575) FROM (
      SELECT hash, position, lead(hash) OVER places AS next, lead(position) OVER places AS next_position
      FROM (
        SELECT hashtext(lexeme) AS hash, positions
        FROM unnest(ts_filter(document, '{a,b,c,d}')) AS d(lexeme, positions, weights)
      ) h, unnest(positions) AS position
      WINDOW places AS (ORDER BY position)
    ) w WHERE next_position = position + 1
  );
