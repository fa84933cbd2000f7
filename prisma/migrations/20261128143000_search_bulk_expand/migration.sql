-- What Prisma's schema cannot say.

-- Rebuilds the stale rows of many articles with one statement for each table: a word that fifty articles share is looked up
-- once. The words of an article with the texts and names of its draft are copied from the row of the draft, so drafts come
-- first when both are saved together. An import calls it at the end of its transaction; otherwise refresh_search does.
CREATE FUNCTION public.index_articles(half text, ids int[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF half = 'article' THEN
    WITH same AS MATERIALIZED (
      SELECT a.id, coalesce(a.published_at, a.updated_at) AS listed_at, s.title, s.document, s.language, s.length,
        tsvector_to_array(s.document) AS words
      FROM public.article a
        JOIN public.article_search i ON i.article_id = a.id
        JOIN public.article_body b ON b.article_id = a.id
        JOIN public.draft d ON d.id = a.id
        JOIN public.draft_body db ON db.article_id = a.id
        JOIN public.draft_search s ON s.article_id = a.id
      WHERE a.id = ANY(ids) AND i.stale IS NOT NULL AND s.stale IS NULL AND s.version = public.search_version()
        AND (a.title, a.standfirst, a.language, b.text, b.outline, b.detected_language)
          IS NOT DISTINCT FROM (d.title, d.standfirst, d.language, db.text, db.outline, db.detected_language)
        AND ARRAY(SELECT tag_id FROM public.article_tag WHERE article_id = a.id ORDER BY position)
          = ARRAY(SELECT tag_id FROM public.draft_tag WHERE article_id = a.id ORDER BY position)
        AND ARRAY(SELECT author_id FROM public.article_author WHERE article_id = a.id ORDER BY position)
          = ARRAY(SELECT author_id FROM public.draft_author WHERE article_id = a.id ORDER BY position)
        AND NOT EXISTS (SELECT FROM public.search_due w WHERE w.half = 'draft' AND w.article_id = a.id)
    ), marked AS (
      SELECT DISTINCT word FROM same, unnest(words) AS word WHERE word LIKE '=%'
    ), known AS (
      INSERT INTO public.search_word
        SELECT substr(word, 2) FROM marked
        WHERE length(word) BETWEEN 4 AND 41 AND substr(word, 2) ~ '^[[:alpha:]]+$'
        ORDER BY 1
        ON CONFLICT DO NOTHING
    )
    UPDATE public.article_search s SET stale = NULL, listed_at = same.listed_at, title = same.title,
      document = same.document, language = same.language, length = same.length, version = public.search_version()
    FROM same
    -- A long body of many different words has none as they are written.
    WHERE s.article_id = same.id AND EXISTS (SELECT FROM unnest(same.words) AS word WHERE word LIKE '=%');
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
        to_tsvector('public.site_words', public.words_apart(concat_ws(' ', title, standfirst, names, body))) AS words,
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
      version = public.search_version(),
      -- The words of a long body of many different ones would not fit.
      document = p.stems || CASE WHEN length(p.words) > 20000 THEN '' ELSE public.verbatim_words(p.words) END,
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

-- As before: whole rows by index_articles, and nothing for those that are no longer stale.
CREATE OR REPLACE FUNCTION public.refresh_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  half text := TG_ARGV[0];
  found record;
  source record;
  names tsvector;
  words tsvector;
BEGIN
  EXECUTE format('SELECT stale, version FROM public.%I WHERE article_id = $1', half || '_search')
    INTO found USING NEW.article_id;
  -- Null as well if it was written and deleted in one transaction.
  IF found.stale IS NULL THEN RETURN NULL; END IF;
  -- An outdated row is rebuilt whole, whatever went stale.
  IF found.stale <> 'NAMES' OR found.version < public.search_version() THEN
    PERFORM public.index_articles(half, ARRAY[NEW.article_id]);
    RETURN NULL;
  END IF;
  EXECUTE format($query$
    SELECT public.stemmer_of(coalesce(a.language, t.detected_language)) AS stemmer, a.title, a.standfirst,
      concat_ws(' ',
        (SELECT string_agg(t.name, ' ' ORDER BY b.position) FROM public.%1$s_tag b
          JOIN public.tag t ON t.id = b.tag_id WHERE b.article_id = a.id),
        (SELECT string_agg(w.name, ' ' ORDER BY b.position) FROM public.%1$s_author b
          JOIN public.author w ON w.id = b.author_id WHERE b.article_id = a.id)
      ) AS names
    FROM public.%1$s a LEFT JOIN public.%1$s_body t ON t.article_id = a.id WHERE a.id = $1
  $query$, half) INTO source USING NEW.article_id;
  names := setweight(to_tsvector(format('public.%I', 'site_' || source.stemmer)::regconfig,
    public.words_apart(source.names)), 'B');
  words := to_tsvector('public.site_words',
    public.words_apart(concat_ws(' ', source.title, source.standfirst, source.names)));
  IF half = 'article' THEN
    INSERT INTO public.search_word
      SELECT word FROM unnest(tsvector_to_array(words)) AS word
      WHERE length(word) BETWEEN 3 AND 40 AND word ~ '^[[:alpha:]]+$'
      ON CONFLICT DO NOTHING;
  END IF;
  -- ts_filter drops what has no positions: the words as they are written are taken over one by one.
  EXECUTE format($query$
    UPDATE public.%1$s_search SET stale = NULL, document = CASE
      WHEN strip(ts_filter(document, '{b}')) = strip($2) THEN document
      ELSE $2 || ts_filter(document, '{a,c,d}') || public.verbatim_words($3)
        || array_to_tsvector(ARRAY(SELECT word FROM unnest(tsvector_to_array(document)) AS word WHERE word LIKE '=%%'))
      END
    WHERE article_id = $1
  $query$, half) USING NEW.article_id, names, words;
  RETURN NULL;
END $$;
