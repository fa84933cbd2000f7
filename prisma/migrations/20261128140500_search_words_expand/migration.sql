-- AlterTable
ALTER TABLE "article_search" ADD COLUMN     "words" tsvector;

-- AlterTable
ALTER TABLE "draft_search" ADD COLUMN     "words" tsvector;

-- What Prisma's schema cannot say.

-- Words as they are written stand in a column of their own, which no index has: a document is read for each article that is
-- ranked, and half of it, and of the entries of its index, were these words. The job that rebuilds outdated rows fills it.
CREATE OR REPLACE FUNCTION public.search_version() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 4;

-- Texts stand outside of their rows, titles within: a search reads many rows and few texts.
ALTER TABLE "article_search" SET (toast_tuple_target = 512);
ALTER TABLE "draft_search" SET (toast_tuple_target = 512);
ALTER TABLE "article_search" ALTER COLUMN "title" SET STORAGE MAIN;
ALTER TABLE "draft_search" ALTER COLUMN "title" SET STORAGE MAIN;

-- Remembers the published words of letters, by which spellings are corrected and words completed.
CREATE FUNCTION public.add_search_words(words tsvector) RETURNS void LANGUAGE sql AS $$
  INSERT INTO public.search_word
    SELECT word FROM unnest(tsvector_to_array(words)) AS word
    WHERE length(word) BETWEEN 3 AND 40 AND word ~ '^[[:alpha:]]+$'
    ON CONFLICT DO NOTHING;
$$;

-- As before. The arguments of the triggers reach it in lower case, as their names were not quoted: an edit of tags or
-- authors marked all of an article, and its whole text was indexed again.
CREATE OR REPLACE FUNCTION public.mark_stale() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  half text := TG_ARGV[0];
  what text := upper(TG_ARGV[1]);
  article int := CASE TG_OP WHEN 'DELETE' THEN OLD.article_id ELSE NEW.article_id END;
  stale text;
BEGIN
  EXECUTE format('SELECT stale FROM public.%I WHERE article_id = $1', half || '_search') INTO stale USING article;
  IF stale IN ('TEXT', what) THEN RETURN NULL; END IF;
  IF what = 'NAMES' AND public.is_one_too_many() THEN
    PERFORM public.index_later(half, ARRAY[article]);
  ELSE
    EXECUTE format('UPDATE public.%I SET stale = $2 WHERE article_id = $1', half || '_search') USING article, what;
  END IF;
  RETURN NULL;
END $$;

-- As before, with the words in their own column, and nothing for rows that another function rebuilt in the meantime.
CREATE OR REPLACE FUNCTION public.refresh_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  half text := TG_ARGV[0];
  indexed record;
  is_whole boolean;
  source record;
  stemmer text;
  configuration regconfig;
  names tsvector;
  words tsvector;
  stems tsvector;
  draft record;
BEGIN
  EXECUTE format('SELECT stale, version FROM public.%I WHERE article_id = $1', half || '_search') INTO indexed USING NEW.article_id;
  IF indexed.stale IS NULL THEN RETURN NULL; END IF; -- rebuilt, or deleted in the same transaction
  -- An outdated row is rebuilt whole, whatever went stale.
  is_whole := indexed.stale <> 'NAMES' OR indexed.version < public.search_version();
  IF half = 'article' AND is_whole THEN
    SELECT a.title AS headline, coalesce(a.published_at, a.updated_at) AS listed_at, s.title, s.document, s.words, s.language, s.length INTO draft
    FROM public.article a
      JOIN public.article_body b ON b.article_id = a.id
      JOIN public.draft d ON d.id = a.id
      JOIN public.draft_body db ON db.article_id = a.id
      JOIN public.draft_search s ON s.article_id = a.id
    WHERE a.id = NEW.article_id AND s.stale IS NULL AND s.version = public.search_version()
      AND (a.title, a.standfirst, a.language, b.text, b.outline, b.detected_language)
        IS NOT DISTINCT FROM (d.title, d.standfirst, d.language, db.text, db.outline, db.detected_language)
      AND ARRAY(SELECT tag_id FROM public.article_tag WHERE article_id = a.id ORDER BY position)
        = ARRAY(SELECT tag_id FROM public.draft_tag WHERE article_id = a.id ORDER BY position)
      AND ARRAY(SELECT author_id FROM public.article_author WHERE article_id = a.id ORDER BY position)
        = ARRAY(SELECT author_id FROM public.draft_author WHERE article_id = a.id ORDER BY position)
      AND NOT EXISTS (SELECT FROM public.search_due w WHERE w.half = 'draft' AND w.article_id = a.id);
    -- A long body of many different words has none.
    IF length(draft.words) > 0 THEN
      PERFORM public.add_search_words(draft.words);
      UPDATE public.article_search SET stale = NULL, listed_at = draft.listed_at, title = draft.title,
        document = draft.document, words = draft.words, language = draft.language, length = draft.length,
        version = public.search_version()
      WHERE article_id = NEW.article_id;
      PERFORM public.refresh_suggestions('ARTICLE', NEW.article_id, draft.headline);
      RETURN NULL;
    END IF;
  END IF;
  EXECUTE format($query$
    SELECT a.title, coalesce(a.standfirst, '') AS standfirst, coalesce(a.published_at, a.updated_at) AS listed_at,
      coalesce(a.language, t.detected_language) AS language,
      concat_ws(' ',
        (SELECT string_agg(t.name, ' ' ORDER BY b.position) FROM public.%1$s_tag b
          JOIN public.tag t ON t.id = b.tag_id WHERE b.article_id = a.id),
        (SELECT string_agg(w.name, ' ' ORDER BY b.position) FROM public.%1$s_author b
          JOIN public.author w ON w.id = b.author_id WHERE b.article_id = a.id)
      ) AS names,
      (SELECT string_agg(left(h->>'text', 1000), ' ') FROM (
        SELECT h FROM jsonb_array_elements(CASE WHEN $2 AND jsonb_typeof(t.outline) = 'array' THEN t.outline END) AS h LIMIT 200
      ) o) AS headings,
      -- Positions end at 16,383 and a document at 1 MB: so much of a body leaves room for any script.
      CASE WHEN $2 THEN coalesce(left(t.text, 100000), '') ELSE '' END AS body
    FROM public.%1$s a LEFT JOIN public.%1$s_body t ON t.article_id = a.id WHERE a.id = $1
  $query$, half) INTO source USING NEW.article_id, is_whole;
  IF source.title IS NULL THEN RETURN NULL; END IF; -- written and deleted in one transaction
  stemmer := public.stemmer_of(source.language);
  configuration := format('public.%I', 'site_' || stemmer)::regconfig;
  names := setweight(to_tsvector(configuration, public.words_apart(source.names)), 'B');
  words := strip(to_tsvector('public.site_words',
    public.words_apart(concat_ws(' ', source.title, source.standfirst, source.names, source.body))));
  IF half = 'article' THEN PERFORM public.add_search_words(words); END IF;
  -- The words of a long body of many different ones would not fit.
  IF length(words) > 20000 THEN words := NULL; END IF;
  IF NOT is_whole THEN
    EXECUTE format($query$
      UPDATE public.%1$s_search SET stale = NULL, document = $2 || ts_filter(document, '{a,c,d}'), words = words || $3
      WHERE article_id = $1 AND strip(ts_filter(document, '{b}')) <> strip($2)
    $query$, half) USING NEW.article_id, names, words;
    EXECUTE format('UPDATE public.%I SET stale = NULL WHERE article_id = $1 AND stale IS NOT NULL', half || '_search')
      USING NEW.article_id;
    RETURN NULL;
  END IF;
  stems := names || setweight(to_tsvector(configuration, public.words_apart(source.title)), 'A')
    || setweight(to_tsvector(configuration, public.words_apart(source.standfirst)), 'C')
    || to_tsvector(configuration, public.words_apart(source.body))
    || setweight(to_tsvector(configuration, public.words_apart(coalesce(source.headings, ''))), 'C');
  EXECUTE format($query$
    UPDATE public.%1$s_search SET stale = NULL, listed_at = $2, title = $3, document = $4, words = $5, version = $6,
      language = $7, length = $8
    WHERE article_id = $1
  $query$, half) USING NEW.article_id, source.listed_at,
    to_tsvector('public.site_words', public.words_apart(source.title)),
    stems, words, public.search_version(), stemmer,
    (SELECT coalesce(sum(cardinality(positions)), 0)::int FROM unnest(stems));
  PERFORM public.refresh_suggestions(upper(half), NEW.article_id, source.title);
  RETURN NULL;
END $$;

DROP FUNCTION public.verbatim_words(tsvector);

-- Computed for every match, the pairs would cost more than any index: the planner has to know.
ALTER FUNCTION public.word_pairs(tsvector) COST 10000;
