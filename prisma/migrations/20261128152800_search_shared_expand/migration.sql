-- AlterTable
ALTER TABLE "article_search" ADD COLUMN     "is_shared" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "draft_search" ADD COLUMN     "is_shared" BOOLEAN NOT NULL DEFAULT false;

-- What Prisma's schema cannot say.

-- The drafts that have the texts, names and date of their article, so that one document serves both.
CREATE VIEW public.unchanged_draft AS
  SELECT a.id FROM public.article a
    JOIN public.article_body b ON b.article_id = a.id
    JOIN public.draft d ON d.id = a.id
    JOIN public.draft_body db ON db.article_id = a.id
  WHERE (a.title, a.standfirst, a.language, b.text, b.outline, b.detected_language)
      IS NOT DISTINCT FROM (d.title, d.standfirst, d.language, db.text, db.outline, db.detected_language)
    AND coalesce(a.published_at, a.updated_at) = coalesce(d.published_at, d.updated_at)
    AND ARRAY(SELECT tag_id FROM public.article_tag WHERE article_id = a.id ORDER BY position)
      = ARRAY(SELECT tag_id FROM public.draft_tag WHERE article_id = a.id ORDER BY position)
    AND ARRAY(SELECT author_id FROM public.article_author WHERE article_id = a.id ORDER BY position)
      = ARRAY(SELECT author_id FROM public.draft_author WHERE article_id = a.id ORDER BY position);

-- Build the rows of many articles, or drafts, that are stale, with one statement for each table: a word that fifty
-- articles share is looked up once. One function for each half, so that its plans are kept: planning
-- takes longer than indexing one article.
DO $do$
DECLARE
  half text;
BEGIN
  FOREACH half IN ARRAY ARRAY['article', 'draft'] LOOP
    EXECUTE format($function$
      CREATE FUNCTION public.build_%1$s_search(ids int[]) RETURNS void LANGUAGE plpgsql
        SET plan_cache_mode = force_generic_plan AS $$
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
        SELECT DISTINCT word FROM parsed, unnest(tsvector_to_array(words)) AS word WHERE '%1$s' = 'article'
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

-- Rebuilds the stale rows of many articles. A draft that is saved together with its article, as by an import, gets no
-- document: preview.article_search shows that of the article. The document of a draft that has one is copied when it is
-- published. An import calls this at the end of its transaction; otherwise refresh_search does.
CREATE OR REPLACE FUNCTION public.index_articles(half text, ids int[]) RETURNS void LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.article_search WHERE article_id = ANY(ids)) THEN
    UPDATE public.draft_search SET is_shared = false WHERE article_id = ANY(ids) AND is_shared;
  ELSIF half = 'draft' THEN
    WITH same AS MATERIALIZED (
      SELECT s.article_id FROM public.unchanged_draft u
        JOIN public.article_search s ON s.article_id = u.id
        JOIN public.draft_search d ON d.article_id = u.id
      WHERE u.id = ANY(ids)
        AND (s.is_shared OR s.stale IS NOT NULL) AND (d.is_shared OR d.stale IS NOT NULL)
    ), shared AS (
      UPDATE public.draft_search d SET stale = NULL, title = '', document = '', words = NULL, language = NULL, length = NULL,
        version = public.search_version(), is_shared = true
      FROM same WHERE d.article_id = same.article_id AND d.stale IS NOT NULL
    ), unshared AS (
      UPDATE public.draft_search d SET is_shared = false
      WHERE d.article_id = ANY(ids) AND d.is_shared AND d.article_id NOT IN (SELECT article_id FROM same)
    )
    UPDATE public.article_search s SET is_shared = NOT s.is_shared
    WHERE s.article_id = ANY(ids) AND s.is_shared <> (s.article_id IN (SELECT article_id FROM same));
  ELSE
    WITH same AS MATERIALIZED (
      SELECT u.id, coalesce(a.published_at, a.updated_at) AS listed_at, s.title, s.document, s.words, s.language, s.length
      FROM public.unchanged_draft u
        JOIN public.article a ON a.id = u.id
        JOIN public.article_search i ON i.article_id = u.id
        JOIN public.draft_search s ON s.article_id = u.id
      -- A long body of many different words has none as they are written.
      WHERE u.id = ANY(ids) AND i.stale IS NOT NULL AND length(s.words) > 0
        AND s.stale IS NULL AND NOT s.is_shared AND s.version = public.search_version()
        AND NOT EXISTS (SELECT FROM public.search_due w WHERE w.half = 'draft' AND w.article_id = u.id)
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
  IF half = 'draft' THEN PERFORM public.build_draft_search(ids); ELSE PERFORM public.build_article_search(ids); END IF;
END $$;

-- As before: whole rows by index_articles, and nothing for those that are no longer stale.
CREATE OR REPLACE FUNCTION public.refresh_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  half text := TG_ARGV[0];
  indexed record;
  source record;
  names tsvector;
  words tsvector;
BEGIN
  EXECUTE format('SELECT stale, version, is_shared FROM public.%I WHERE article_id = $1', half || '_search')
    INTO indexed USING NEW.article_id;
  -- Null as well if it was written and deleted in one transaction.
  IF indexed.stale IS NULL THEN RETURN NULL; END IF;
  -- An outdated row is rebuilt whole, whatever went stale, and so is that of a draft without a document.
  IF indexed.stale <> 'NAMES' OR indexed.version < public.search_version() OR half = 'draft' AND indexed.is_shared THEN
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
  words := strip(to_tsvector('public.site_words',
    public.words_apart(concat_ws(' ', source.title, source.standfirst, source.names))));
  IF half = 'article' THEN PERFORM public.add_search_words(words); END IF;
  EXECUTE format($query$
    UPDATE public.%1$s_search SET document = $2 || ts_filter(document, '{a,c,d}'), words = words || $3
    WHERE article_id = $1 AND strip(ts_filter(document, '{b}')) <> strip($2)
  $query$, half) USING NEW.article_id, names, words;
  EXECUTE format('UPDATE public.%I SET stale = NULL WHERE article_id = $1', half || '_search') USING NEW.article_id;
  RETURN NULL;
END $$;

-- As before; a draft that gets another date than its article needs a document.
CREATE OR REPLACE FUNCTION public.mark_article_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    EXECUTE format('INSERT INTO public.%I (article_id, listed_at) VALUES ($1, $2)', TG_TABLE_NAME || '_search')
      USING NEW.id, coalesce(NEW.published_at, NEW.updated_at);
  ELSE
    EXECUTE format($query$
      UPDATE public.%1$s_search SET listed_at = $2,
        stale = CASE WHEN $3 OR is_shared AND listed_at <> $2 AND $4 THEN 'TEXT' ELSE stale END
      WHERE article_id = $1 AND (listed_at <> $2 OR $3 AND stale IS DISTINCT FROM 'TEXT')
    $query$, TG_TABLE_NAME) USING NEW.id, coalesce(NEW.published_at, NEW.updated_at),
      (NEW.title, NEW.standfirst, NEW.language) IS DISTINCT FROM (OLD.title, OLD.standfirst, OLD.language),
      TG_TABLE_NAME = 'draft';
  END IF;
  RETURN NULL;
END $$;

-- The draft of an article that is no longer public needs a document.
CREATE FUNCTION public.unshare_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.draft_search SET stale = 'TEXT' WHERE article_id = OLD.article_id AND stale IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER "document_is_unshared" AFTER DELETE ON "article_search"
  FOR EACH ROW WHEN (OLD."is_shared") EXECUTE FUNCTION public.unshare_document();
