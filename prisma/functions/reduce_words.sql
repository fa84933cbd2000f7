-- Returns the words of a text as reduce_word() does. Each word stays one word, so that phrases are found, and quotes are
-- kept. Called before the words are parsed by the configuration of their language: by the functions that index, and by
-- src/modules/search for queries. A regular expression for the whole text took 10 s for 100,000 characters.
CREATE OR REPLACE FUNCTION public.reduce_words(stemmer text, words text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN stemmer = 'english' THEN public.separate_english(words)
    WHEN NOT public.is_reduced(stemmer) THEN words ELSE coalesce((
    SELECT string_agg(CASE WHEN strpos(separated, ' ' || word || ' ') > 0 THEN public.separate_word(separated, word)
      ELSE public.reduce_word(stemmer, word) END, ' ' ORDER BY nth)
    FROM (SELECT public.separated_words(stemmer) AS separated OFFSET 0) l, string_to_table(
      CASE stemmer
        WHEN 'finnish' THEN lower(replace(words, '"', ' " '))
        WHEN 'turkish' THEN lower(translate(replace(words, '"', ' " '), 'Iİ', 'ıi'))
        ELSE lower(public.unaccent(replace(words, '"', ' " ')))
      END, ' '
    ) WITH ORDINALITY AS w(word, nth)
  ), '') END
$$;
