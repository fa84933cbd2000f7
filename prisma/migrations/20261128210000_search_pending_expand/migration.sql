-- What Prisma's schema cannot say.

-- An import leaves the search index of its new articles to a transaction beside its next ones: their rows are stale as LATER,
-- which no trigger refreshes, until index_pending builds many at once. Everything else that makes a row stale waits for that
-- transaction, if it has the row, and is then indexed by its own.
CREATE INDEX IF NOT EXISTS "draft_search_pending" ON "draft_search" ("article_id") WHERE "stale" = 'LATER';
CREATE INDEX IF NOT EXISTS "article_search_pending" ON "article_search" ("article_id") WHERE "stale" = 'LATER';

CREATE OR REPLACE FUNCTION public.stale_at_first() RETURNS text LANGUAGE sql STABLE
RETURN CASE current_setting('dateline.indexes_later', true) WHEN 'on' THEN 'LATER' ELSE 'TEXT' END;

DROP TRIGGER "search_is_refreshed" ON "article_search";
CREATE CONSTRAINT TRIGGER "search_is_refreshed" AFTER INSERT OR UPDATE OF "stale" ON "article_search"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW."stale" IS NOT NULL AND NEW."stale" <> 'LATER')
  EXECUTE FUNCTION public.refresh_search('article');
DROP TRIGGER "search_is_refreshed" ON "draft_search";
CREATE CONSTRAINT TRIGGER "search_is_refreshed" AFTER INSERT OR UPDATE OF "stale" ON "draft_search"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW."stale" IS NOT NULL AND NEW."stale" <> 'LATER')
  EXECUTE FUNCTION public.refresh_search('draft');

-- Entries of an inverted index that are added at once are merged by word before the tree of words is changed: for a hundred
-- articles that took 0.34 instead of 0.84 ms an article for stems, and 1.2 instead of 2.0 ms for neighboring words. They are
-- merged when rows have been built, so that no search has to read them one by one.
ALTER INDEX "article_search_document_idx" SET (fastupdate = on);
ALTER INDEX "article_search_word_pairs" SET (fastupdate = on);
CREATE OR REPLACE FUNCTION public.merge_search_entries() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM gin_clean_pending_list(to_regclass('public.article_search_document_idx')),
    gin_clean_pending_list(to_regclass('public.article_search_word_pairs'));
END $$;

-- Indexes up to `most` articles that an import left for later; `indexed` counts drafts and articles, `published` articles. It
-- leaves out rows that another transaction has, and so waits for none of them.
CREATE OR REPLACE FUNCTION public.index_pending(most int, OUT indexed int, OUT published int) LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  drafts int[];
  articles int[];
BEGIN
  drafts := ARRAY(SELECT article_id FROM public.draft_search WHERE stale = 'LATER'
    ORDER BY article_id LIMIT most FOR UPDATE SKIP LOCKED);
  -- No article before its draft, which could not share its document any more.
  articles := ARRAY(SELECT article_id FROM public.article_search WHERE stale = 'LATER'
    AND (cardinality(drafts) < most OR article_id <= drafts[most])
    ORDER BY article_id LIMIT most FOR UPDATE SKIP LOCKED);
  drafts := ARRAY(SELECT id FROM unnest(drafts) AS id WHERE NOT EXISTS (
    SELECT FROM public.article_search WHERE article_id = id AND stale = 'LATER' AND id <> ALL(articles)));
  IF cardinality(drafts) > 0 THEN PERFORM public.index_articles('draft', drafts); END IF;
  IF cardinality(articles) > 0 THEN PERFORM public.index_articles('article', articles); END IF;
  indexed := cardinality(drafts) + cardinality(articles);
  published := cardinality(articles);
END $$;

-- As before, with merge_search_entries.
CREATE OR REPLACE FUNCTION public.index_articles(half text, ids int[]) RETURNS void LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.article_search WHERE article_id = ANY(ids)) THEN
    UPDATE public.draft_search SET is_shared = false WHERE article_id = ANY(ids) AND is_shared;
  ELSIF half = 'draft' THEN
    WITH same AS MATERIALIZED (
      SELECT s.article_id FROM unnest(ids) AS id CROSS JOIN LATERAL (
        SELECT s.article_id FROM public.unchanged_draft u
          JOIN public.article_search s ON s.article_id = u.id
          JOIN public.draft_search d ON d.article_id = u.id
        WHERE u.id = id.id
          AND (s.is_shared OR s.stale IS NOT NULL) AND (d.is_shared OR d.stale IS NOT NULL)
        OFFSET 0
      ) s
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
      SELECT s.* FROM unnest(ids) AS id CROSS JOIN LATERAL (
        SELECT u.id, coalesce(a.published_at, a.updated_at) AS listed_at, s.title, s.document, s.words, s.language, s.length
        FROM public.unchanged_draft u
          JOIN public.article a ON a.id = u.id
          JOIN public.article_search i ON i.article_id = u.id
          JOIN public.draft_search s ON s.article_id = u.id
        -- A long body of many different words has none as they are written.
        WHERE u.id = id.id AND i.stale IS NOT NULL AND length(s.words) > 0
          AND s.stale IS NULL AND NOT s.is_shared AND s.version = public.search_version()
          AND NOT EXISTS (SELECT FROM public.search_due w WHERE w.half = 'draft' AND w.article_id = u.id)
        OFFSET 0
      ) s
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
  IF half = 'draft' THEN
    PERFORM public.build_draft_search(ids);
  ELSE
    PERFORM public.build_article_search(ids);
    PERFORM public.merge_search_entries();
  END IF;
END $$;

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
  IF half = 'article' THEN PERFORM public.merge_search_entries(); END IF;
  RETURN NULL;
END $$;

-- As before, with stale_at_first.
CREATE OR REPLACE FUNCTION public.mark_article_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF TG_TABLE_NAME = 'article' THEN
      INSERT INTO public.article_search (article_id, listed_at, stale)
        VALUES (NEW.id, coalesce(NEW.published_at, NEW.updated_at), public.stale_at_first());
    ELSE
      INSERT INTO public.draft_search (article_id, listed_at, stale)
        VALUES (NEW.id, coalesce(NEW.published_at, NEW.updated_at), public.stale_at_first());
    END IF;
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

-- As before; a row that is left for later may just be indexed under the old name.
CREATE OR REPLACE FUNCTION public.name_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  half text;
  ids int[];
BEGIN
  PERFORM public.refresh_suggestions(upper(TG_TABLE_NAME), NEW.id, NEW.name);
  IF TG_OP = 'INSERT' OR TG_TABLE_NAME = 'section' THEN RETURN NULL; END IF;
  FOREACH half IN ARRAY ARRAY['article', 'draft'] LOOP
    EXECUTE format('SELECT coalesce(array_agg(article_id), ''{}'') FROM public.%1$s_%2$s WHERE %2$s_id = $1', half, TG_TABLE_NAME)
      INTO ids USING NEW.id;
    IF cardinality(ids) > 100 THEN
      PERFORM public.index_later(half, ids);
    ELSE
      EXECUTE format($query$
        UPDATE public.%I SET stale = coalesce(stale, 'NAMES')
        WHERE (stale IS NULL OR stale = 'LATER') AND article_id = ANY($1)
      $query$, half || '_search') USING ids;
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- As before. The plans are kept from when the tables were small, in which joining and reading whole tables is the cheapest; look
-- up each article instead.
DO $do$
DECLARE
  half text;
BEGIN
  FOREACH half IN ARRAY ARRAY['article', 'draft'] LOOP
    EXECUTE format($function$
      CREATE OR REPLACE FUNCTION public.build_%1$s_search(ids int[]) RETURNS void LANGUAGE plpgsql
        SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
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
      -- By row, as there is a second index that begins with the kind.
      DELETE FROM public.suggestion WHERE ctid = ANY(ARRAY(SELECT s.ctid FROM unnest(ids) AS id
        CROSS JOIN LATERAL (SELECT ctid FROM public.suggestion WHERE kind = upper('%1$s') AND node_id = id OFFSET 0) s));
      INSERT INTO public.suggestion (kind, node_id, word, phrase)
        SELECT upper('%1$s'), a.id, i - 1, left(array_to_string(words[i:], ' '), 100)
        FROM public.%1$s a, string_to_array(public.plain_text(a.title), ' ') AS words,
          generate_series(1, least(cardinality(words), 12)) AS i
        WHERE a.id = ANY(ids);
      END $$;
    $function$, half);
  END LOOP;
END $do$;
