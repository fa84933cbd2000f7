-- AlterTable
ALTER TABLE "article_body" ADD COLUMN     "detected_language" TEXT;

-- AlterTable
ALTER TABLE "article_search" ADD COLUMN     "language" TEXT,
ADD COLUMN     "length" INTEGER;

-- AlterTable
ALTER TABLE "draft_body" ADD COLUMN     "detected_language" TEXT;

-- AlterTable
ALTER TABLE "draft_search" ADD COLUMN     "language" TEXT,
ADD COLUMN     "length" INTEGER;

-- CreateIndex
CREATE INDEX "article_search_language_idx" ON "article_search"("language");

-- CreateIndex
CREATE INDEX "draft_search_language_idx" ON "draft_search"("language");

-- What Prisma's schema cannot say.

-- A configuration for each of PostgreSQL's stemmers, `simple` for none; accents do not matter in any.
DO $$
DECLARE
  name text;
  kind text;
  dictionaries text;
BEGIN
  FOR name IN SELECT cfgname FROM pg_ts_config WHERE cfgnamespace = 'pg_catalog'::regnamespace LOOP
    EXECUTE format('CREATE TEXT SEARCH CONFIGURATION public.%I (COPY = pg_catalog.%I)', 'site_' || name, name);
    FOR kind, dictionaries IN
      SELECT k.alias, string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno)
      FROM pg_ts_config_map m JOIN ts_token_type('default') k ON k.tokid = m.maptokentype
      WHERE m.mapcfg = format('pg_catalog.%I', name)::regconfig AND k.alias IN ('word', 'hword_part', 'hword')
      GROUP BY k.alias
    LOOP
      EXECUTE format('ALTER TEXT SEARCH CONFIGURATION public.%I ALTER MAPPING FOR %s WITH public.unaccent, %s',
        'site_' || name, kind, dictionaries);
    END LOOP;
  END LOOP;
END $$;

-- The stemmer of a BCP 47 tag, `simple` if PostgreSQL has none; that of the site for NULL.
CREATE FUNCTION public.stemmer_of(tag text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN tag IS NULL THEN obj_description('public.site'::regconfig, 'pg_ts_config') ELSE coalesce((
    SELECT l.stemmer FROM (VALUES
      ('ar', 'arabic'), ('hy', 'armenian'), ('eu', 'basque'), ('ca', 'catalan'), ('da', 'danish'), ('nl', 'dutch'),
      ('en', 'english'), ('et', 'estonian'), ('fi', 'finnish'), ('fr', 'french'), ('de', 'german'), ('el', 'greek'),
      ('hi', 'hindi'), ('hu', 'hungarian'), ('id', 'indonesian'), ('ga', 'irish'), ('it', 'italian'), ('lt', 'lithuanian'),
      ('ne', 'nepali'), ('no', 'norwegian'), ('nb', 'norwegian'), ('nn', 'norwegian'), ('pl', 'polish'),
      ('pt', 'portuguese'), ('ro', 'romanian'), ('ru', 'russian'), ('sr', 'serbian'), ('es', 'spanish'),
      ('sv', 'swedish'), ('ta', 'tamil'), ('tr', 'turkish'), ('yi', 'yiddish')
    ) AS l(code, stemmer) JOIN pg_ts_config c ON c.cfgname = 'site_' || l.stemmer AND c.cfgnamespace = 'public'::regnamespace
    WHERE l.code = split_part(replace(lower(tag), '_', '-'), '-', 1)
  ), 'simple') END;

-- Names that punctuation distinguishes, as words. `.gov` is found by both words, gov and dotgov; the latter stands at the end,
-- where it separates no phrase.
CREATE OR REPLACE FUNCTION public.names_apart(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN $1 ~ '\+\+|[A-Za-z]#|\.[A-Za-z]' THEN
    regexp_replace(regexp_replace($1,
      '([A-Za-z0-9])\+\+', '\1plusplus ', 'g'),
      '\m([A-Za-z])#', '\1sharp ', 'g')
    || coalesce((
      SELECT string_agg(' dot' || found[1], '') FROM regexp_matches($1, '(?:^|[^A-Za-z0-9.])\.([A-Za-z]{2,})', 'g') AS found
    ), '')
    ELSE $1 END;

CREATE OR REPLACE FUNCTION public.search_version() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 3;

-- As before, with the stemmer of the article's language, and with the number of its words.
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
BEGIN
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

-- For the article itself; another language has other stems.
CREATE OR REPLACE FUNCTION public.mark_article_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    EXECUTE format('INSERT INTO public.%I (article_id, listed_at) VALUES ($1, $2)', TG_TABLE_NAME || '_search')
      USING NEW.id, coalesce(NEW.published_at, NEW.updated_at);
  ELSE
    EXECUTE format($query$
      UPDATE public.%1$s_search SET listed_at = $2, stale = CASE WHEN $3 THEN 'TEXT' ELSE stale END
      WHERE article_id = $1 AND (listed_at <> $2 OR $3 AND stale IS DISTINCT FROM 'TEXT')
    $query$, TG_TABLE_NAME) USING NEW.id, coalesce(NEW.published_at, NEW.updated_at),
      (NEW.title, NEW.standfirst, NEW.language) IS DISTINCT FROM (OLD.title, OLD.standfirst, OLD.language);
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  half text;
BEGIN
  FOREACH half IN ARRAY ARRAY['article', 'draft'] LOOP
    EXECUTE format($trigger$
      DROP TRIGGER "search_is_stale" ON public.%1$s;
      CREATE TRIGGER "search_is_stale" AFTER INSERT OR UPDATE OF title, standfirst, language, published_at, updated_at ON public.%1$s
        FOR EACH ROW EXECUTE FUNCTION public.mark_article_stale();
      DROP TRIGGER "search_is_stale" ON public.%1$s_body;
      CREATE TRIGGER "search_is_stale" AFTER UPDATE OF text, detected_language ON public.%1$s_body
        FOR EACH ROW WHEN (OLD.text <> NEW.text OR OLD.detected_language IS DISTINCT FROM NEW.detected_language)
        EXECUTE FUNCTION public.mark_stale(%1$s, TEXT);
    $trigger$, half);
  END LOOP;
END $$;
