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
