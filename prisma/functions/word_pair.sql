-- Returns the number of two adjacent words, in either order, for the indexes *_search_word_pairs. Pairs share
-- numbers, so that the indexes have few keys, and matches must be checked. Called by phrase_pairs() and possible_pairs().
CREATE OR REPLACE FUNCTION public.word_pair(text, text) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT (hashtext($1) # hashtext($2)) & 1048575 $$;
