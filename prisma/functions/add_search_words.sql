-- Adds published words, by which spellings are corrected and words completed. Called by index_stale_document().
CREATE OR REPLACE FUNCTION public.add_search_words(words tsvector) RETURNS void LANGUAGE sql AS $$
  INSERT INTO public.search_word
    SELECT word FROM unnest(tsvector_to_array(words)) AS word
    WHERE length(word) BETWEEN 3 AND 40 AND word ~ '^[[:alpha:]]+$'
    ON CONFLICT DO NOTHING;
$$;
