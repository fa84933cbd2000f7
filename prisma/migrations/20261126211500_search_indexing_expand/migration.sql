-- What Prisma's schema cannot say.

-- Pairs of words are numbered by their hashes, so that a word is hashed once and nothing is compared or joined as text.
-- The indexes are built anew, because their numbers are others; searches wait for that.
DROP INDEX "article_search_word_pairs";
DROP INDEX "draft_search_word_pairs";

CREATE OR REPLACE FUNCTION public.word_pair(text, text) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (hashtext($1) # hashtext($2)) & 1048575;

-- All of a document. Words as they are written, which have no positions, are dropped first.
CREATE OR REPLACE FUNCTION public.word_pairs(document tsvector) RETURNS int[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (
    SELECT array_agg((hash # next) & 1048575) FROM (
      SELECT hash, position, lead(hash) OVER places AS next, lead(position) OVER places AS next_position
      FROM (
        SELECT hashtext(lexeme) AS hash, positions
        FROM unnest(ts_filter(document, '{a,b,c,d}')) AS d(lexeme, positions, weights)
      ) h, unnest(positions) AS position
      WINDOW places AS (ORDER BY position)
    ) w WHERE next_position = position + 1
  );

CREATE INDEX "article_search_word_pairs" ON "article_search" USING GIN (public.word_pairs("document")) WITH (fastupdate = off);

-- Only editors search drafts: entries of some forty may wait, which makes each cheaper to add.
CREATE INDEX "draft_search_word_pairs" ON "draft_search" USING GIN (public.word_pairs("document"))
  WITH (fastupdate = on, gin_pending_list_limit = 256);
ALTER INDEX "draft_search_document_idx" SET (fastupdate = on, gin_pending_list_limit = 256);

-- ANALYZE would compute the pairs of all documents, for statistics that no plan uses: queries are not constants.
ALTER INDEX "article_search_word_pairs" ALTER COLUMN 1 SET STATISTICS 0;
ALTER INDEX "draft_search_word_pairs" ALTER COLUMN 1 SET STATISTICS 0;

-- As before, with the stemmer of the article's language, and with the number of its words. The words of an article with the texts and names of its draft are copied from the row of the draft, which is
-- rebuilt first when both are saved together.
CREATE OR REPLACE FUNCTION public.refresh_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  half text := TG_ARGV[0];
  -- An outdated row is rebuilt whole, whatever went stale.
  is_whole boolean := NEW.stale <> 'NAMES' OR NEW.version < public.search_version();
  source record;
  stemmer text;
  configuration regconfig;
  names tsvector;
  words tsvector;
  stems tsvector;
  draft record;
  draft_words text[];
BEGIN
  IF half = 'article' AND is_whole THEN
    SELECT a.title AS headline, coalesce(a.published_at, a.updated_at) AS listed_at, s.title, s.document, s.language, s.length INTO draft
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
    draft_words := ARRAY(
      SELECT substr(word, 2) FROM unnest(tsvector_to_array(draft.document)) AS word WHERE word LIKE '=%'
    );
    -- A long body of many different words has none as they are written.
    IF cardinality(draft_words) > 0 THEN
      INSERT INTO public.search_word
        SELECT word FROM unnest(draft_words) AS word
        WHERE length(word) BETWEEN 3 AND 40 AND word ~ '^[[:alpha:]]+$'
        ON CONFLICT DO NOTHING;
      UPDATE public.article_search SET stale = NULL, listed_at = draft.listed_at, title = draft.title,
        document = draft.document, language = draft.language, length = draft.length, version = public.search_version()
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
  words := to_tsvector('public.site_words',
    public.words_apart(concat_ws(' ', source.title, source.standfirst, source.names, source.body)));
  IF half = 'article' THEN
    INSERT INTO public.search_word
      SELECT word FROM unnest(tsvector_to_array(words)) AS word
      WHERE length(word) BETWEEN 3 AND 40 AND word ~ '^[[:alpha:]]+$'
      ON CONFLICT DO NOTHING;
  END IF;
  -- The words of a long body of many different ones would not fit.
  IF length(words) > 20000 THEN words := ''; END IF;
  IF NOT is_whole THEN
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
  END IF;
  stems := names || setweight(to_tsvector(configuration, public.words_apart(source.title)), 'A')
    || setweight(to_tsvector(configuration, public.words_apart(source.standfirst)), 'C')
    || to_tsvector(configuration, public.words_apart(source.body))
    || setweight(to_tsvector(configuration, public.words_apart(coalesce(source.headings, ''))), 'C');
  EXECUTE format($query$
    UPDATE public.%1$s_search SET stale = NULL, listed_at = $2, title = $3, document = $4, version = $5, language = $6,
      length = $7
    WHERE article_id = $1
  $query$, half) USING NEW.article_id, source.listed_at,
    to_tsvector('public.site_words', public.words_apart(source.title)),
    stems || public.verbatim_words(words), public.search_version(), stemmer,
    (SELECT coalesce(sum(cardinality(positions)), 0)::int FROM unnest(stems));
  PERFORM public.refresh_suggestions(upper(half), NEW.article_id, source.title);
  RETURN NULL;
END $$;
