-- Returns a word, in lower case and without accents, as its stemmer is to get it. Spanish. The stemmer takes -nos for a
-- pronoun, as in gobiernos, and has another stem for -ces than for -z. Called by reduce_word().
CREATE OR REPLACE FUNCTION public.reduce_spanish(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN right(word, 1) <> 's' THEN word
    WHEN word LIKE '%_iones' THEN left(word, -2)
    WHEN word ~ '(?:iern|[ao]dern|[alnx]tern)os$' OR word ~ '^.i[ao]s$' THEN left(word, -1)
    WHEN word ~ '.[aeiou]ces$' AND word !~ '[bl]r?aces$|^(?:ind|subind|compl|vert|ap|apend|hel|cod|artif|orif|d)ices$|^[gr]oces$'
      THEN left(word, -3) || 'z'
    ELSE word
  END
$$;
