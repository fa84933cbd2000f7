-- CreateTable
CREATE TABLE "article_search" (
    "article_id" INTEGER NOT NULL,
    "listed_at" TIMESTAMPTZ(3) NOT NULL,
    "title" tsvector NOT NULL DEFAULT ''::tsvector,
    "document" tsvector NOT NULL DEFAULT ''::tsvector,
    "stale" TEXT DEFAULT 'TEXT',

    CONSTRAINT "article_search_pkey" PRIMARY KEY ("article_id")
);

-- CreateTable
CREATE TABLE "draft_search" (
    "article_id" INTEGER NOT NULL,
    "listed_at" TIMESTAMPTZ(3) NOT NULL,
    "title" tsvector NOT NULL DEFAULT ''::tsvector,
    "document" tsvector NOT NULL DEFAULT ''::tsvector,
    "stale" TEXT DEFAULT 'TEXT',

    CONSTRAINT "draft_search_pkey" PRIMARY KEY ("article_id")
);

-- CreateTable
CREATE TABLE "search_word" (
    "word" TEXT NOT NULL,

    CONSTRAINT "search_word_pkey" PRIMARY KEY ("word")
);

-- CreateTable
CREATE TABLE "suggestion" (
    "kind" TEXT NOT NULL,
    "node_id" INTEGER NOT NULL,
    "word" INTEGER NOT NULL,
    "phrase" TEXT NOT NULL,

    CONSTRAINT "suggestion_pkey" PRIMARY KEY ("kind","node_id","word")
);

-- CreateIndex
CREATE INDEX "article_search_title_idx" ON "article_search" USING GIN ("title");

-- CreateIndex
CREATE INDEX "article_search_document_idx" ON "article_search" USING GIN ("document");

-- CreateIndex
CREATE INDEX "draft_search_title_idx" ON "draft_search" USING GIN ("title");

-- CreateIndex
CREATE INDEX "draft_search_document_idx" ON "draft_search" USING GIN ("document");

-- CreateIndex
CREATE INDEX "search_word_trigrams" ON "search_word" USING GIN ("word" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "suggestion_kind_phrase_idx" ON "suggestion"("kind", "phrase");

-- AddForeignKey
ALTER TABLE "article_search" ADD CONSTRAINT "article_search_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "article"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_search" ADD CONSTRAINT "draft_search_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

-- Completion compares bytes, so that a phrase's beginning is one range of the index.
ALTER TABLE "suggestion" ALTER COLUMN "phrase" TYPE TEXT COLLATE "C";
-- Documents stand outside of their rows, which are then small to walk through.
ALTER TABLE "article_search" ALTER COLUMN "document" SET STORAGE EXTERNAL;
ALTER TABLE "draft_search" ALTER COLUMN "document" SET STORAGE EXTERNAL;

-- Room on their pages, so that marking a row stale writes nothing to the indexes.
ALTER TABLE "article_search" SET (fillfactor = 70);
ALTER TABLE "draft_search" SET (fillfactor = 70);

DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
EXCEPTION
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'search needs the extension unaccent, and % may not create it here. Have an administrator run, in this database: CREATE EXTENSION unaccent WITH SCHEMA public', current_user;
  WHEN undefined_file OR feature_not_supported THEN
    RAISE EXCEPTION 'search needs the extension unaccent, which this server does not have. It comes with PostgreSQL: install its contrib package';
END $$;

-- The site's language: src/database/search-language.ts changes it to what SITE_LANGUAGE says.
CREATE TEXT SEARCH CONFIGURATION public.site (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION public.site ALTER MAPPING FOR word, hword, hword_part WITH public.unaccent, english_stem;
COMMENT ON TEXT SEARCH CONFIGURATION public.site IS 'english';
-- Words as they are, without accents.
CREATE TEXT SEARCH CONFIGURATION public.site_words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION public.site_words ALTER MAPPING FOR word, hword, hword_part WITH public.unaccent, simple;

-- Only words and spaces. PostgreSQL's parser would read and/or as a file, B.C. as a host and <i> as a tag, and in some
-- locales a curly quote as a letter. By ranges, so that no locale matters: punctuation, symbols, private use.
CREATE FUNCTION public.words_apart(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace($1, '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u00D7\u00F7\u2000-\u200B\u200E-\u206F\u20A0-\u20CF\u2190-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\uE000-\uF8FF\uFE10-\uFE1F\uFE30-\uFE6F\uFF01-\uFF0F\uFF1A-\uFF20\uFF5B-\uFF65\U0001F000-\U0001FAFF]+', ' ', 'g');

-- Lower case, without accents, one space between words.
CREATE FUNCTION public.plain_text(text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN btrim(public.words_apart(lower(public.unaccent($1))));

-- The published words that share trigrams with one; the threshold lets letters of a short word change places.
CREATE FUNCTION public.similar_words(text, most int) RETURNS SETOF text LANGUAGE sql STABLE
  SET pg_trgm.similarity_threshold = 0.2
  AS 'SELECT word FROM public.search_word WHERE word OPERATOR(public.%) $1 ORDER BY public.similarity(word, $1) DESC, word LIMIT most';

-- The published words of which a beginning shares trigrams with one that is being typed.
CREATE FUNCTION public.similar_beginnings(text, most int) RETURNS SETOF text LANGUAGE sql STABLE
  SET pg_trgm.word_similarity_threshold = 0.3
  AS 'SELECT word FROM public.search_word WHERE $1 OPERATOR(public.<%) word ORDER BY public.word_similarity($1, word) DESC, length(word), word LIMIT most';

-- Puts down a title or name from each of its first twelve words on.
CREATE FUNCTION public.refresh_suggestions(of_kind text, of_node int, name text) RETURNS void LANGUAGE sql AS $$
  DELETE FROM public.suggestion WHERE kind = of_kind AND node_id = of_node;
  INSERT INTO public.suggestion (kind, node_id, word, phrase)
    SELECT of_kind, of_node, i - 1, left(array_to_string(words[i:], ' '), 100)
    FROM string_to_array(public.plain_text(name), ' ') AS words, generate_series(1, least(cardinality(words), 12)) AS i;
$$;

-- Makes again what search reads of an article; the argument is article or draft, the half that it is of.
CREATE FUNCTION public.refresh_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  half text := TG_ARGV[0];
  source record;
  names tsvector;
BEGIN
  EXECUTE format($query$
    SELECT a.title, coalesce(a.standfirst, '') AS standfirst, coalesce(a.published_at, a.updated_at) AS listed_at,
      concat_ws(' ',
        (SELECT string_agg(t.name, ' ' ORDER BY b.position) FROM public.%1$s_tag b
          JOIN public.tag t ON t.id = b.tag_id WHERE b.article_id = a.id),
        (SELECT string_agg(w.name, ' ' ORDER BY b.position) FROM public.%1$s_author b
          JOIN public.author w ON w.id = b.author_id WHERE b.article_id = a.id)
      ) AS names,
      -- Positions end at 16,383 and a document at 1 MB: so much of a body leaves room for any script.
      CASE $2 WHEN 'NAMES' THEN '' ELSE coalesce(left(t.text, 100000), '') END AS body
    FROM public.%1$s a LEFT JOIN public.%1$s_body t ON t.article_id = a.id WHERE a.id = $1
  $query$, half) INTO source USING NEW.article_id, NEW.stale;
  IF source.title IS NULL THEN RETURN NULL; END IF; -- written and deleted in one transaction
  names := setweight(to_tsvector('public.site', public.words_apart(source.names)), 'B');
  IF half = 'article' THEN
    INSERT INTO public.search_word
      SELECT word FROM unnest(tsvector_to_array(to_tsvector('public.site_words',
        public.words_apart(concat_ws(' ', source.title, source.standfirst, source.names, source.body))))) AS word
      WHERE length(word) BETWEEN 3 AND 40 AND word ~ '^[[:alpha:]]+$'
      ON CONFLICT DO NOTHING;
  END IF;
  IF NEW.stale = 'NAMES' THEN
    EXECUTE format($query$
      UPDATE public.%1$s_search SET stale = NULL, document = CASE
        WHEN strip(ts_filter(document, '{b}')) = strip($2) THEN document ELSE $2 || ts_filter(document, '{a,c,d}') END
      WHERE article_id = $1
    $query$, half) USING NEW.article_id, names;
    RETURN NULL;
  END IF;
  EXECUTE format($query$
    UPDATE public.%1$s_search SET stale = NULL, listed_at = $2, title = $3, document = $4 WHERE article_id = $1
  $query$, half) USING NEW.article_id, source.listed_at,
    to_tsvector('public.site_words', public.words_apart(source.title)),
    names || setweight(to_tsvector('public.site', public.words_apart(source.title)), 'A')
      || setweight(to_tsvector('public.site', public.words_apart(source.standfirst)), 'C')
      || to_tsvector('public.site', public.words_apart(source.body));
  PERFORM public.refresh_suggestions(upper(half), NEW.article_id, source.title);
  RETURN NULL;
END $$;

-- For what an article has in other tables; the arguments are its half and what goes stale.
CREATE FUNCTION public.mark_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($query$
    UPDATE public.%1$s_search SET stale = $2 WHERE article_id = $1 AND coalesce(stale, '') NOT IN ('TEXT', $2)
  $query$, TG_ARGV[0]) USING CASE TG_OP WHEN 'DELETE' THEN OLD.article_id ELSE NEW.article_id END, TG_ARGV[1];
  RETURN NULL;
END $$;

-- For the article itself.
CREATE FUNCTION public.mark_article_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    EXECUTE format('INSERT INTO public.%I (article_id, listed_at) VALUES ($1, $2)', TG_TABLE_NAME || '_search')
      USING NEW.id, coalesce(NEW.published_at, NEW.updated_at);
  ELSE
    EXECUTE format($query$
      UPDATE public.%1$s_search SET listed_at = $2, stale = CASE WHEN $3 THEN 'TEXT' ELSE stale END
      WHERE article_id = $1 AND (listed_at <> $2 OR $3 AND stale IS DISTINCT FROM 'TEXT')
    $query$, TG_TABLE_NAME) USING NEW.id, coalesce(NEW.published_at, NEW.updated_at),
      (NEW.title, NEW.standfirst) IS DISTINCT FROM (OLD.title, OLD.standfirst);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION public.forget_suggestions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM public.suggestion WHERE kind = upper(TG_TABLE_NAME) AND node_id = OLD.id;
  RETURN NULL;
END $$;

-- A tag, author or section under its new name.
CREATE FUNCTION public.name_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.refresh_suggestions(upper(TG_TABLE_NAME), NEW.id, NEW.name);
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME <> 'section' THEN
    EXECUTE format($query$
      UPDATE public.article_search SET stale = 'NAMES'
      WHERE stale IS NULL AND article_id IN (SELECT article_id FROM public.article_%1$s WHERE %1$s_id = $1)
    $query$, TG_TABLE_NAME) USING NEW.id;
    EXECUTE format($query$
      UPDATE public.draft_search SET stale = 'NAMES'
      WHERE stale IS NULL AND article_id IN (SELECT article_id FROM public.draft_%1$s WHERE %1$s_id = $1)
    $query$, TG_TABLE_NAME) USING NEW.id;
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  half text;
  named text;
BEGIN
  FOREACH half IN ARRAY ARRAY['article', 'draft'] LOOP
    EXECUTE format($trigger$
      CREATE TRIGGER "search_is_stale" AFTER INSERT OR UPDATE OF title, standfirst, published_at, updated_at ON public.%1$s
        FOR EACH ROW EXECUTE FUNCTION public.mark_article_stale();
      CREATE TRIGGER "search_is_stale" AFTER UPDATE OF text ON public.%1$s_body
        FOR EACH ROW WHEN (OLD.text <> NEW.text) EXECUTE FUNCTION public.mark_stale(%1$s, TEXT);
      CREATE TRIGGER "search_is_stale_at_first" AFTER INSERT ON public.%1$s_body
        FOR EACH ROW EXECUTE FUNCTION public.mark_stale(%1$s, TEXT);
      CREATE TRIGGER "search_is_stale" AFTER INSERT OR DELETE ON public.%1$s_tag
        FOR EACH ROW EXECUTE FUNCTION public.mark_stale(%1$s, NAMES);
      CREATE TRIGGER "search_is_stale" AFTER INSERT OR DELETE ON public.%1$s_author
        FOR EACH ROW EXECUTE FUNCTION public.mark_stale(%1$s, NAMES);
      CREATE CONSTRAINT TRIGGER "search_is_refreshed" AFTER INSERT OR UPDATE OF stale ON public.%1$s_search
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.stale IS NOT NULL) EXECUTE FUNCTION public.refresh_search(%1$s);
      CREATE TRIGGER "suggestions_are_forgotten" AFTER DELETE ON public.%1$s
        FOR EACH ROW EXECUTE FUNCTION public.forget_suggestions();
    $trigger$, half);
  END LOOP;
  FOREACH named IN ARRAY ARRAY['tag', 'author', 'section'] LOOP
    EXECUTE format($trigger$
      CREATE TRIGGER "name_changes" AFTER INSERT OR UPDATE OF name ON public.%1$s
        FOR EACH ROW EXECUTE FUNCTION public.name_changes();
      CREATE TRIGGER "suggestions_are_forgotten" AFTER DELETE ON public.%1$s
        FOR EACH ROW EXECUTE FUNCTION public.forget_suggestions();
    $trigger$, named);
    EXECUTE format('SELECT public.refresh_suggestions(%L, id, name) FROM public.%I', upper(named), named);
  END LOOP;
END $$;

-- What is there already.
INSERT INTO "article_search" (article_id, listed_at) SELECT id, listed_at FROM "article";
INSERT INTO "draft_search" (article_id, listed_at) SELECT id, coalesce(published_at, updated_at) FROM "draft";
