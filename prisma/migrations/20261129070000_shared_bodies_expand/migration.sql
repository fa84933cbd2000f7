-- What Prisma's schema cannot say.

-- No editor or import writes meanwhile (7203117 is the lock of the change log, which they hold), and no job that indexes.
SELECT pg_advisory_xact_lock(7203117);
LOCK TABLE "draft", "draft_body", "article", "article_body", "article_full_body" IN SHARE ROW EXCLUSIVE MODE;

-- A draft that is published as it is has no body of its own: publishing moves it to article_body, or to article_full_body if
-- not everybody may read the article. body_of_draft shows it from where it is. Joins instead of UNION ALL, so that a statement
-- that joins the view looks up each article.
CREATE VIEW public.body_of_draft AS
  SELECT a.id AS article_id,
    coalesce(d.html, f.html, b.html) AS html,
    coalesce(d.text, f.text, b.text) AS text,
    coalesce(d.markdown, f.markdown, b.markdown) AS markdown,
    coalesce(d.outline, f.outline, b.outline) AS outline,
    coalesce(d.blocks, f.blocks, b.blocks) AS blocks,
    -- Null in a body whose language is not sure.
    CASE WHEN d.article_id IS NOT NULL THEN d.detected_language WHEN f.article_id IS NOT NULL THEN f.detected_language
      ELSE b.detected_language END AS detected_language
  FROM public.draft a
    LEFT JOIN public.draft_body d ON d.article_id = a.id
    LEFT JOIN public.article_full_body f ON f.article_id = a.id
    LEFT JOIN public.article_body b ON b.article_id = a.id;

-- Every stored body, to look up in the indexes of the three tables which ones show a file.
CREATE VIEW public.stored_body AS
  SELECT article_id, html FROM public.article_body
  UNION ALL SELECT article_id, html FROM public.article_full_body
  UNION ALL SELECT article_id, html FROM public.draft_body;

-- Gives a draft its body back when its article is unpublished. A release before this one that publishes an unchanged draft
-- again deletes the body of the article, because it finds none of the draft: this deletion is ignored.
CREATE FUNCTION public.keep_body() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  whole text;
BEGIN
  SELECT CASE access WHEN 'PUBLIC' THEN 'article_body' ELSE 'article_full_body' END INTO whole
    FROM public.draft WHERE id = OLD.article_id;
  IF whole IS DISTINCT FROM TG_TABLE_NAME THEN RETURN OLD; END IF; -- deleted with its draft, or not the body of the draft
  IF EXISTS (SELECT FROM public.article WHERE id = OLD.article_id) THEN RETURN NULL; END IF;
  INSERT INTO public.draft_body (article_id, html, text, markdown, outline, blocks, detected_language)
    VALUES (OLD.article_id, OLD.html, OLD.text, OLD.markdown, OLD.outline, OLD.blocks, OLD.detected_language)
    ON CONFLICT DO NOTHING;
  RETURN OLD;
END $$;
CREATE TRIGGER "body_is_kept" BEFORE DELETE ON "article_body" FOR EACH ROW EXECUTE FUNCTION public.keep_body();
CREATE TRIGGER "body_is_kept" BEFORE DELETE ON "article_full_body" FOR EACH ROW EXECUTE FUNCTION public.keep_body();

-- Has the search document of a draft built again whose body changes because it is that of the article. Publishing deletes the
-- body of the draft after this, so that the document of the draft can be copied.
CREATE FUNCTION public.mark_sharing_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.text, NEW.detected_language) IS NOT DISTINCT FROM (OLD.text, OLD.detected_language) THEN RETURN NULL; END IF;
  END IF;
  UPDATE public.draft_search SET stale = 'TEXT'
    WHERE article_id = NEW.article_id AND NOT is_shared AND stale IS DISTINCT FROM 'TEXT'
      AND NOT EXISTS (SELECT FROM public.draft_body WHERE article_id = NEW.article_id);
  RETURN NULL;
END $$;
CREATE TRIGGER "draft_is_stale" AFTER INSERT OR UPDATE OF "text", "detected_language" ON "article_body"
  FOR EACH ROW WHEN (current_setting('dateline.adds_articles', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION public.mark_sharing_draft();
CREATE TRIGGER "draft_is_stale" AFTER INSERT OR UPDATE OF "text", "detected_language" ON "article_full_body"
  FOR EACH ROW WHEN (current_setting('dateline.adds_articles', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION public.mark_sharing_draft();

-- A draft that no longer shares the document of its article has none until it is built.
CREATE FUNCTION public.mark_unshared_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.stale := 'TEXT';
  RETURN NEW;
END $$;
CREATE TRIGGER "unshared_is_stale" BEFORE UPDATE OF "is_shared" ON "draft_search"
  FOR EACH ROW WHEN (OLD."is_shared" AND NOT NEW."is_shared" AND NEW."stale" IS NULL)
  EXECUTE FUNCTION public.mark_unshared_draft();

-- Pictures in the whole text of an article for members, which its draft had before.
CREATE INDEX "article_full_body_media" ON "article_full_body" USING GIN (media_hashes("html"));

-- Bodies that are stored twice. PostgreSQL uses their space again for new texts; VACUUM FULL draft_body returns it to the system.
DELETE FROM public.draft_body d USING public.draft, public.article_body b
  WHERE draft.id = d.article_id AND draft.access = 'PUBLIC' AND b.article_id = d.article_id
    AND (d.html, d.text, d.markdown, d.outline, d.blocks, d.detected_language)
      IS NOT DISTINCT FROM (b.html, b.text, b.markdown, b.outline, b.blocks, b.detected_language)
    AND NOT EXISTS (SELECT FROM public.article_full_body f WHERE f.article_id = d.article_id);
DELETE FROM public.draft_body d USING public.draft, public.article_full_body b
  WHERE draft.id = d.article_id AND draft.access <> 'PUBLIC' AND b.article_id = d.article_id
    AND (d.html, d.text, d.markdown, d.outline, d.blocks, d.detected_language)
      IS NOT DISTINCT FROM (b.html, b.text, b.markdown, b.outline, b.blocks, b.detected_language);

-- As before, with the bodies that a draft shares with its article.
CREATE OR REPLACE VIEW public.unchanged_draft AS
  SELECT a.id FROM public.article a
    JOIN public.article_body b ON b.article_id = a.id
    JOIN public.draft d ON d.id = a.id
    LEFT JOIN public.draft_body db ON db.article_id = a.id
  WHERE (a.title, a.standfirst, a.language) IS NOT DISTINCT FROM (d.title, d.standfirst, d.language)
    AND CASE WHEN db.article_id IS NULL
      THEN NOT EXISTS (SELECT FROM public.article_full_body f WHERE f.article_id = a.id)
      ELSE (b.text, b.outline, b.detected_language) IS NOT DISTINCT FROM (db.text, db.outline, db.detected_language) END
    AND coalesce(a.published_at, a.updated_at) = coalesce(d.published_at, d.updated_at)
    AND ARRAY(SELECT tag_id FROM public.article_tag WHERE article_id = a.id ORDER BY position)
      = ARRAY(SELECT tag_id FROM public.draft_tag WHERE article_id = a.id ORDER BY position)
    AND ARRAY(SELECT author_id FROM public.article_author WHERE article_id = a.id ORDER BY position)
      = ARRAY(SELECT author_id FROM public.draft_author WHERE article_id = a.id ORDER BY position);

-- As before, for drafts.
CREATE OR REPLACE FUNCTION public.build_draft_search(ids int[]) RETURNS void LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
WITH source AS MATERIALIZED (
  SELECT a.id, a.title, coalesce(a.standfirst, '') AS standfirst, coalesce(a.published_at, a.updated_at) AS listed_at,
    public.stemmer_of(coalesce(a.language, t.detected_language)) AS stemmer,
    concat_ws(' ',
      (SELECT string_agg(t.name, ' ' ORDER BY b.position) FROM public.draft_tag b
        JOIN public.tag t ON t.id = b.tag_id WHERE b.article_id = a.id),
      (SELECT string_agg(w.name, ' ' ORDER BY b.position) FROM public.draft_author b
        JOIN public.author w ON w.id = b.author_id WHERE b.article_id = a.id)
    ) AS names,
    coalesce((SELECT string_agg(left(h->>'text', 1000), ' ') FROM (
      SELECT h FROM jsonb_array_elements(CASE WHEN jsonb_typeof(t.outline) = 'array' THEN t.outline END) AS h LIMIT 200
    ) o), '') AS headings,
    -- Positions end at 16,383 and a document at 1 MB: so much of a body leaves room for any script.
    coalesce(left(t.text, 100000), '') AS body
  FROM public.draft a
    JOIN public.draft_search s ON s.article_id = a.id
    LEFT JOIN public.body_of_draft t ON t.article_id = a.id
  WHERE a.id = ANY(ids) AND s.stale IS NOT NULL
), configured AS MATERIALIZED (
  SELECT id, listed_at, stemmer, format('public.%I', 'site_' || stemmer)::regconfig AS configuration,
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
)
UPDATE public.draft_search s SET stale = NULL, listed_at = p.listed_at, title = p.title, language = p.stemmer,
  version = public.search_version(), document = p.stems,
  -- The words of a long body of many different ones would not fit.
  words = CASE WHEN length(p.words) <= 20000 THEN p.words END,
  length = (SELECT coalesce(sum(cardinality(positions)), 0)::int FROM unnest(p.stems))
FROM parsed p WHERE s.article_id = p.id;
-- By row, as there is a second index that begins with the kind.
DELETE FROM public.suggestion WHERE ctid = ANY(ARRAY(SELECT s.ctid FROM unnest(ids) AS id
  CROSS JOIN LATERAL (SELECT ctid FROM public.suggestion WHERE kind = 'DRAFT' AND node_id = id OFFSET 0) s));
INSERT INTO public.suggestion (kind, node_id, word, phrase)
  SELECT 'DRAFT', a.id, i - 1, left(array_to_string(words[i:], ' '), 100)
  FROM public.draft a, string_to_array(public.plain_text(a.title), ' ') AS words,
    generate_series(1, least(cardinality(words), 12)) AS i
  WHERE a.id = ANY(ids);
END $$;
    

-- As before, with the body that a draft shares.
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
    FROM public.%1$s a LEFT JOIN public.%2$I t ON t.article_id = a.id WHERE a.id = $1
  $query$, half, CASE half WHEN 'draft' THEN 'body_of_draft' ELSE 'article_body' END) INTO source USING NEW.article_id;
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

-- An instance of the release before that is still up reads this view; a start creates it again.
DO $$
BEGIN
  IF to_regclass('preview.article_body') IS NOT NULL THEN
    CREATE OR REPLACE VIEW preview.article_body AS SELECT * FROM public.body_of_draft;
  END IF;
END $$;
