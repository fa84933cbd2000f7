-- CreateTable
CREATE TABLE "search_due" (
    "half" TEXT NOT NULL,
    "article_id" INTEGER NOT NULL,

    CONSTRAINT "search_due_pkey" PRIMARY KEY ("half","article_id")
);

-- What Prisma's schema cannot say.

-- Indexing an article anew takes some milliseconds, for which no editor waits ten thousand times: a transaction that gives
-- other names to more than 100 leaves them to src/modules/search/renames.ts. An article that waits already is locked, since
-- it may just be read under its old names.
CREATE FUNCTION public.index_later(of_half text, articles int[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO public.search_due (half, article_id) SELECT of_half, article FROM unnest(articles) AS article ORDER BY article
  ON CONFLICT (half, article_id) DO UPDATE SET half = excluded.half;
$$;

-- Counts up to 100 within a transaction.
CREATE FUNCTION public.is_one_too_many() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  marked int := 1 + coalesce(nullif(current_setting('dateline.marked', true), ''), '0')::int;
BEGIN
  PERFORM set_config('dateline.marked', marked::text, true);
  RETURN marked > 100;
END $$;

-- For what an article has in other tables; the arguments are its half and what goes stale.
CREATE OR REPLACE FUNCTION public.mark_stale() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  half text := TG_ARGV[0];
  what text := TG_ARGV[1];
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

-- A tag, author or section under its new name.
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
      EXECUTE format('UPDATE public.%I SET stale = ''NAMES'' WHERE stale IS NULL AND article_id = ANY($1)', half || '_search') USING ids;
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
