-- AlterTable
ALTER TABLE "address" ADD COLUMN     "series_id" INTEGER;

-- AlterTable
ALTER TABLE "article" ADD COLUMN     "series_id" INTEGER;

-- AlterTable
ALTER TABLE "draft" ADD COLUMN     "series_id" INTEGER;

-- AlterTable
ALTER TABLE "source_term" ADD COLUMN     "series_id" INTEGER;

-- CreateTable
CREATE TABLE "series" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "parts" INTEGER,
    "image_id" INTEGER,
    "fields" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by_id" INTEGER,
    "last_edited_by_id" INTEGER,
    "seo_title" TEXT,
    "seo_description" TEXT,
    "noindex" BOOLEAN,
    "nofollow" BOOLEAN,

    CONSTRAINT "series_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "series_slug_key" ON "series"("slug");

-- CreateIndex
CREATE INDEX "series_name_id_idx" ON "series"("name", "id");

-- CreateIndex
CREATE INDEX "series_created_at_id_idx" ON "series"("created_at", "id");

-- CreateIndex
CREATE INDEX "address_series_id_idx" ON "address"("series_id");

-- CreateIndex
CREATE INDEX "article_series_id_listed_at_id_idx" ON "article"("series_id", "listed_at", "id");

-- CreateIndex
CREATE INDEX "draft_series_id_idx" ON "draft"("series_id");

-- CreateIndex
CREATE INDEX "source_term_series_id_idx" ON "source_term"("series_id");

-- AddForeignKey
ALTER TABLE "article" ADD CONSTRAINT "article_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "series"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft" ADD CONSTRAINT "draft_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "series"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "series" ADD CONSTRAINT "series_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "image"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "address" ADD CONSTRAINT "address_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "series"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_term" ADD CONSTRAINT "source_term_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Searches by the beginnings of words of names. Prisma's schema has no expression indexes.
CREATE INDEX "series_name_words" ON "series" USING GIN (public.name_words("name"));
-- The order of the parts of a series.
CREATE INDEX "article_series_order" ON "article" ("series_id", (coalesce("series_part", 2147483647)), "listed_at", "id") WHERE "series_id" IS NOT NULL;

-- From now on, a release before this one that writes the title of a series finds or creates the series.
CREATE OR REPLACE FUNCTION public.find_or_create_series(title text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  base text := coalesce(nullif(btrim(regexp_replace(
    replace(translate(lower(public.unaccent(title)), '''’`', ''), U&'\00AD', ''),
    '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u00D7\u00F7\u2000-\u206F\u20A0-\u20CF\u2190-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\uE000-\uF8FF\uFE10-\uFE1F\uFE30-\uFE6F\uFF01-\uFF0F\uFF1A-\uFF20\uFF5B-\uFF65\U0001F000-\U0001FAFF]+',
    '-', 'g'), '-'), ''), 'series');
  series_key int;
BEGIN
  SELECT id INTO series_key FROM public.series WHERE name = title OR slug = base AND base <> 'series'
    ORDER BY name = title DESC, id LIMIT 1;
  IF series_key IS NOT NULL THEN RETURN series_key; END IF;
  INSERT INTO public.series (slug, name)
    SELECT slug, title FROM (
      SELECT base AS slug, 1 AS number UNION ALL SELECT base || '-' || n, n FROM generate_series(2, 1000) AS n
    ) candidates
    WHERE NOT EXISTS (SELECT FROM public.series s WHERE s.slug = candidates.slug)
    ORDER BY number LIMIT 1
    RETURNING id INTO series_key;
  RETURN series_key;
END $$;
CREATE OR REPLACE FUNCTION public.sync_series() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  has_new_id boolean := NEW.series_id IS NOT NULL;
BEGIN
  IF TG_OP = 'UPDATE' THEN has_new_id := NEW.series_id IS DISTINCT FROM OLD.series_id; END IF;
  IF has_new_id OR NEW.series IS NOT NULL AND EXISTS (SELECT FROM public.series WHERE id = NEW.series_id AND name = NEW.series) THEN
    NEW.series := (SELECT name FROM public.series WHERE id = NEW.series_id);
  ELSIF NEW.series IS NULL THEN
    NEW.series_id := NULL;
  ELSE
    NEW.series_id := public.find_or_create_series(NEW.series);
    NEW.series := (SELECT name FROM public.series WHERE id = NEW.series_id);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sync_new_series BEFORE INSERT ON public.article
  FOR EACH ROW WHEN (NEW.series_id IS NOT NULL OR NEW.series IS NOT NULL) EXECUTE FUNCTION public.sync_series();
CREATE TRIGGER sync_changed_series BEFORE UPDATE ON public.article
  FOR EACH ROW WHEN (OLD.series_id IS DISTINCT FROM NEW.series_id OR OLD.series IS DISTINCT FROM NEW.series)
  EXECUTE FUNCTION public.sync_series();
CREATE TRIGGER sync_new_series BEFORE INSERT ON public.draft
  FOR EACH ROW WHEN (NEW.series_id IS NOT NULL OR NEW.series IS NOT NULL) EXECUTE FUNCTION public.sync_series();
CREATE TRIGGER sync_changed_series BEFORE UPDATE ON public.draft
  FOR EACH ROW WHEN (OLD.series_id IS DISTINCT FROM NEW.series_id OR OLD.series IS DISTINCT FROM NEW.series)
  EXECUTE FUNCTION public.sync_series();

-- Titles that articles have become series, those of the oldest articles first: titles of one slug are one series.
DO $$
DECLARE
  series_title text;
  series_key int;
BEGIN
  FOR series_title IN
    SELECT t.series FROM (SELECT id, series FROM draft UNION ALL SELECT id, series FROM article) t
    WHERE btrim(t.series) <> '' GROUP BY t.series ORDER BY min(t.id), t.series
  LOOP
    series_key := public.find_or_create_series(series_title);
    UPDATE draft d SET series_id = series_key WHERE d.series = series_title;
    UPDATE article a SET series_id = series_key WHERE a.series = series_title;
  END LOOP;
END $$;
UPDATE "series" s SET "created_at" = f."at" FROM (
  SELECT "series_id", min("created_at") AS "at" FROM "draft" WHERE "series_id" IS NOT NULL GROUP BY 1
) f WHERE f."series_id" = s."id";
INSERT INTO "suggestion" ("kind", "node_id", "word", "phrase")
  SELECT 'SERIES', s."id", i - 1, left(array_to_string(words[i:], ' '), 100)
  FROM "series" s, string_to_array(public.normalize_phrase(s."name"), ' ') AS words, generate_series(1, least(cardinality(words), 12)) AS i;
-- Search documents have the titles of series from now on: src/modules/search/index/reindex-outdated.ts indexes these again.
UPDATE "article_search" s SET "version" = 0 FROM "article" a WHERE a."id" = s."article_id" AND a."series_id" IS NOT NULL;
UPDATE "draft_search" s SET "version" = 0 FROM "draft" d WHERE d."id" = s."article_id" AND d."series_id" IS NOT NULL;

