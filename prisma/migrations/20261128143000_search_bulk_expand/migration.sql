-- What Prisma's schema cannot say.

-- Rebuilds the stale rows of many articles with one statement for each table: a word that fifty articles share is looked up
-- once. The words of an article with the texts and names of its draft are copied from the row of the draft, so drafts come
-- first when both are saved together. An import calls it at the end of its transaction, and refresh_search leaves its rows
-- out. For one row it takes three times as long as refresh_search, as its statements are planned for each call.
CREATE FUNCTION public.index_articles(half text, ids int[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF half = 'article' THEN
    WITH same AS MATERIALIZED (
      SELECT a.id, coalesce(a.published_at, a.updated_at) AS listed_at, s.title, s.document, s.words, s.language, s.length
      FROM public.article a
        JOIN public.article_search i ON i.article_id = a.id
        JOIN public.article_body b ON b.article_id = a.id
        JOIN public.draft d ON d.id = a.id
        JOIN public.draft_body db ON db.article_id = a.id
        JOIN public.draft_search s ON s.article_id = a.id
      -- A long body of many different words has none as they are written.
      WHERE a.id = ANY(ids) AND i.stale IS NOT NULL AND s.stale IS NULL AND s.version = public.search_version()
        AND length(s.words) > 0
        AND (a.title, a.standfirst, a.language, b.text, b.outline, b.detected_language)
          IS NOT DISTINCT FROM (d.title, d.standfirst, d.language, db.text, db.outline, db.detected_language)
        AND ARRAY(SELECT tag_id FROM public.article_tag WHERE article_id = a.id ORDER BY position)
          = ARRAY(SELECT tag_id FROM public.draft_tag WHERE article_id = a.id ORDER BY position)
        AND ARRAY(SELECT author_id FROM public.article_author WHERE article_id = a.id ORDER BY position)
          = ARRAY(SELECT author_id FROM public.draft_author WHERE article_id = a.id ORDER BY position)
        AND NOT EXISTS (SELECT FROM public.search_due w WHERE w.half = 'draft' AND w.article_id = a.id)
    ), known AS (
      INSERT INTO public.search_word
        SELECT DISTINCT word FROM same, unnest(tsvector_to_array(same.words)) AS word
        WHERE length(word) BETWEEN 3 AND 40 AND word ~ '^[[:alpha:]]+$'
        ORDER BY word
        ON CONFLICT DO NOTHING
    )
    UPDATE public.article_search s SET stale = NULL, listed_at = same.listed_at, title = same.title,
      document = same.document, words = same.words, language = same.language, length = same.length,
      version = public.search_version()
    FROM same WHERE s.article_id = same.id;
  END IF;
  EXECUTE format($query$
    WITH source AS MATERIALIZED (
      SELECT a.id, a.title, coalesce(a.standfirst, '') AS standfirst, coalesce(a.published_at, a.updated_at) AS listed_at,
        public.stemmer_of(coalesce(a.language, t.detected_language)) AS stemmer,
        concat_ws(' ',
          (SELECT string_agg(t.name, ' ' ORDER BY b.position) FROM public.%1$s_tag b
            JOIN public.tag t ON t.id = b.tag_id WHERE b.article_id = a.id),
          (SELECT string_agg(w.name, ' ' ORDER BY b.position) FROM public.%1$s_author b
            JOIN public.author w ON w.id = b.author_id WHERE b.article_id = a.id)
        ) AS names,
        coalesce((SELECT string_agg(left(h->>'text', 1000), ' ') FROM (
          SELECT h FROM jsonb_array_elements(CASE WHEN jsonb_typeof(t.outline) = 'array' THEN t.outline END) AS h LIMIT 200
        ) o), '') AS headings,
        -- Positions end at 16,383 and a document at 1 MB: so much of a body leaves room for any script.
        coalesce(left(t.text, 100000), '') AS body
      FROM public.%1$s a
        JOIN public.%1$s_search s ON s.article_id = a.id
        LEFT JOIN public.%1$s_body t ON t.article_id = a.id
      WHERE a.id = ANY($1) AND s.stale IS NOT NULL
    ), configured AS MATERIALIZED (
      SELECT *, format('public.%%I', 'site_' || stemmer)::regconfig AS configuration FROM source
    ), parsed AS MATERIALIZED (
      SELECT id, listed_at, stemmer, to_tsvector('public.site_words', public.words_apart(title)) AS title,
        strip(to_tsvector('public.site_words', public.words_apart(concat_ws(' ', title, standfirst, names, body)))) AS words,
        setweight(to_tsvector(configuration, public.words_apart(names)), 'B')
          || setweight(to_tsvector(configuration, public.words_apart(title)), 'A')
          || setweight(to_tsvector(configuration, public.words_apart(standfirst)), 'C')
          || to_tsvector(configuration, public.words_apart(body))
          || setweight(to_tsvector(configuration, public.words_apart(headings)), 'C') AS stems
      FROM configured
    ), published AS (
      SELECT DISTINCT word FROM parsed, unnest(tsvector_to_array(words)) AS word WHERE $2 = 'article'
    ), known AS (
      INSERT INTO public.search_word
        SELECT word FROM published WHERE length(word) BETWEEN 3 AND 40 AND word ~ '^[[:alpha:]]+$' ORDER BY word
        ON CONFLICT DO NOTHING
    )
    UPDATE public.%1$s_search s SET stale = NULL, listed_at = p.listed_at, title = p.title, language = p.stemmer,
      version = public.search_version(), document = p.stems,
      -- The words of a long body of many different ones would not fit.
      words = CASE WHEN length(p.words) <= 20000 THEN p.words END,
      length = (SELECT coalesce(sum(cardinality(positions)), 0)::int FROM unnest(p.stems))
    FROM parsed p WHERE s.article_id = p.id
  $query$, half) USING ids, half;
  DELETE FROM public.suggestion WHERE kind = upper(half) AND node_id = ANY(ids);
  EXECUTE format($query$
    INSERT INTO public.suggestion (kind, node_id, word, phrase)
      SELECT upper($2), a.id, i - 1, left(array_to_string(words[i:], ' '), 100)
      FROM public.%1$s a, string_to_array(public.plain_text(a.title), ' ') AS words,
        generate_series(1, least(cardinality(words), 12)) AS i
      WHERE a.id = ANY($1)
  $query$, half) USING ids, half;
END $$;
