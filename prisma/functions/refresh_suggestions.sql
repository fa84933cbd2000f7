-- Replaces the completions of a section, tag, author or series: its name from each of the first twelve words on, 100
-- characters at most. Called by index_name().
CREATE OR REPLACE FUNCTION public.refresh_suggestions(of_kind text, of_node int, name text) RETURNS void LANGUAGE sql AS $$
  DELETE FROM public.suggestion WHERE kind = of_kind AND node_id = of_node;
  INSERT INTO public.suggestion (kind, node_id, word, phrase)
    SELECT of_kind, of_node, i - 1, left(array_to_string(words[i:], ' '), 100)
    FROM string_to_array(public.normalize_phrase(name), ' ') AS words, generate_series(1, least(cardinality(words), 12)) AS i;
$$;
