-- AlterTable
ALTER TABLE "article_search" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "draft_search" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- What Prisma's schema cannot say.

-- Only words and spaces, as before. Names that punctuation distinguishes become words: C++ cplusplus, C# csharp,
-- .NET dotnet. src/modules/search/search-query.ts does the same to queries.
CREATE OR REPLACE FUNCTION public.words_apart(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace(
    CASE WHEN $1 ~ '\+\+|[A-Za-z]#|\.[A-Za-z]' THEN
      regexp_replace(regexp_replace(regexp_replace($1,
        '([A-Za-z0-9])\+\+', '\1plusplus ', 'g'),
        '\m([A-Za-z])#', '\1sharp ', 'g'),
        '(^|[^A-Za-z0-9.])\.([A-Za-z]{2,})', '\1 dot\2', 'g')
    ELSE $1 END,
    '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u00D7\u00F7\u2000-\u200B\u200E-\u206F\u20A0-\u20CF\u2190-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\uE000-\uF8FF\uFE10-\uFE1F\uFE30-\uFE6F\uFF01-\uFF0F\uFF1A-\uFF20\uFF5B-\uFF65\U0001F000-\U0001FAFF]+', ' ', 'g');

-- The words of a text as they are written, without accents, marked by `=` and without positions.
CREATE FUNCTION public.verbatim_words(words tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN array_to_tsvector(ARRAY(SELECT '=' || word FROM unnest(tsvector_to_array(words)) AS word));

-- The version of the index that refresh_search writes. Rows of an earlier one are rebuilt by a job, 100 per
-- transaction: src/modules/search/reindex.ts.
CREATE FUNCTION public.search_version() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1;

-- As before, and with headings (weight C) and with the words as they are written.
CREATE OR REPLACE FUNCTION public.refresh_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  half text := TG_ARGV[0];
  -- An outdated row is rebuilt whole, whatever went stale.
  is_whole boolean := NEW.stale <> 'NAMES' OR NEW.version < public.search_version();
  source record;
  names tsvector;
  words tsvector;
BEGIN
  EXECUTE format($query$
    SELECT a.title, coalesce(a.standfirst, '') AS standfirst, coalesce(a.published_at, a.updated_at) AS listed_at,
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
  names := setweight(to_tsvector('public.site', public.words_apart(source.names)), 'B');
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
  EXECUTE format($query$
    UPDATE public.%1$s_search SET stale = NULL, listed_at = $2, title = $3, document = $4, version = $5
    WHERE article_id = $1
  $query$, half) USING NEW.article_id, source.listed_at,
    to_tsvector('public.site_words', public.words_apart(source.title)),
    names || setweight(to_tsvector('public.site', public.words_apart(source.title)), 'A')
      || setweight(to_tsvector('public.site', public.words_apart(source.standfirst)), 'C')
      || to_tsvector('public.site', public.words_apart(source.body))
      || setweight(to_tsvector('public.site', public.words_apart(coalesce(source.headings, ''))), 'C')
      || public.verbatim_words(words),
    public.search_version();
  PERFORM public.refresh_suggestions(upper(half), NEW.article_id, source.title);
  RETURN NULL;
END $$;
