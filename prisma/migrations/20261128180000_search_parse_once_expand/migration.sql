-- What Prisma's schema cannot say.

-- As before, with each text taken apart once instead of twice. The plans are kept from when the tables were small, in which
-- reading a whole table is the cheapest; an import would read it for each batch. Known words are looked up, which costs half of
-- an insertion that conflicts.
DO $do$
DECLARE
  half text;
BEGIN
  FOREACH half IN ARRAY ARRAY['article', 'draft'] LOOP
    EXECUTE format($function$
      CREATE OR REPLACE FUNCTION public.build_%1$s_search(ids int[]) RETURNS void LANGUAGE plpgsql
        SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
      BEGIN
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
        WHERE a.id = ANY(ids) AND s.stale IS NOT NULL
      ), configured AS MATERIALIZED (
        SELECT id, listed_at, stemmer, format('public.%%I', 'site_' || stemmer)::regconfig AS configuration,
          public.words_apart(title) AS title, public.words_apart(standfirst) AS standfirst,
          public.words_apart(names) AS names, public.words_apart(headings) AS headings, public.words_apart(body) AS body
        FROM source
      ), parsed AS MATERIALIZED (
        SELECT id, listed_at, stemmer, to_tsvector('public.site_words', title) AS title,
          strip(to_tsvector('public.site_words', concat_ws(' ', title, standfirst, names, body))) AS words,
          setweight(to_tsvector(configuration, names), 'B')
            || setweight(to_tsvector(configuration, title), 'A')
            || setweight(to_tsvector(configuration, standfirst), 'C')
            || to_tsvector(configuration, body)
            || setweight(to_tsvector(configuration, headings), 'C') AS stems
        FROM configured
      ), published AS (
        SELECT DISTINCT word FROM parsed, unnest(tsvector_to_array(words)) AS word WHERE '%1$s' = 'article'
      ), known AS (
        INSERT INTO public.search_word
          SELECT word FROM published p WHERE length(word) BETWEEN 3 AND 40 AND word ~ '^[[:alpha:]]+$'
            AND NOT EXISTS (SELECT FROM public.search_word k WHERE k.word = p.word)
          ORDER BY word
          ON CONFLICT DO NOTHING
      )
      UPDATE public.%1$s_search s SET stale = NULL, listed_at = p.listed_at, title = p.title, language = p.stemmer,
        version = public.search_version(), document = p.stems,
        -- The words of a long body of many different ones would not fit.
        words = CASE WHEN length(p.words) <= 20000 THEN p.words END,
        length = (SELECT coalesce(sum(cardinality(positions)), 0)::int FROM unnest(p.stems))
      FROM parsed p WHERE s.article_id = p.id;
      DELETE FROM public.suggestion WHERE kind = upper('%1$s') AND node_id = ANY(ids);
      INSERT INTO public.suggestion (kind, node_id, word, phrase)
        SELECT upper('%1$s'), a.id, i - 1, left(array_to_string(words[i:], ' '), 100)
        FROM public.%1$s a, string_to_array(public.plain_text(a.title), ' ') AS words,
          generate_series(1, least(cardinality(words), 12)) AS i
        WHERE a.id = ANY(ids);
      END $$;
    $function$, half);
  END LOOP;
END $do$;

-- New articles are stale when they are added. An import that adds nothing else says so and indexes them at the end of its
-- transaction: no trigger has to look whether they are stale, once for each tag and author.
DO $do$
DECLARE
  half text;
BEGIN
  FOREACH half IN ARRAY ARRAY['article', 'draft'] LOOP
    EXECUTE format($trigger$
      CREATE OR REPLACE TRIGGER "search_is_stale_at_first" AFTER INSERT ON public.%1$s_body
        FOR EACH ROW WHEN (current_setting('dateline.adds_articles', true) IS DISTINCT FROM 'on')
        EXECUTE FUNCTION public.mark_stale(%1$s, TEXT);
      CREATE OR REPLACE TRIGGER "search_is_stale" AFTER INSERT OR DELETE ON public.%1$s_tag
        FOR EACH ROW WHEN (current_setting('dateline.adds_articles', true) IS DISTINCT FROM 'on')
        EXECUTE FUNCTION public.mark_stale(%1$s, NAMES);
      CREATE OR REPLACE TRIGGER "search_is_stale" AFTER INSERT OR DELETE ON public.%1$s_author
        FOR EACH ROW WHEN (current_setting('dateline.adds_articles', true) IS DISTINCT FROM 'on')
        EXECUTE FUNCTION public.mark_stale(%1$s, NAMES);
    $trigger$, half);
  END LOOP;
END $do$;
