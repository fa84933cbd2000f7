-- Versions of one article in several languages have the same group: the ID of its first article. A translation names the
-- article that it was made from, and the revision of it that it follows.
ALTER TABLE "article" ADD COLUMN "translation_group" INTEGER,
  ADD COLUMN "translated_from" INTEGER,
  ADD COLUMN "translated_revision" INTEGER;
ALTER TABLE "draft" ADD COLUMN "translation_group" INTEGER,
  ADD COLUMN "translated_from" INTEGER,
  ADD COLUMN "translated_revision" INTEGER;
CREATE INDEX "article_translation_group_idx" ON "article" ("translation_group");
CREATE INDEX "draft_translation_group_idx" ON "draft" ("translation_group");

-- Texts in further languages, by language and column: {"de": {"name": "Politik", "slug": "politik"}}.
ALTER TABLE "section" ADD COLUMN "texts" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "tag" ADD COLUMN "texts" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "author" ADD COLUMN "texts" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "series" ADD COLUMN "texts" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "menu_item" ADD COLUMN "texts" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "site_box" ADD COLUMN "texts" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "site_settings" ADD COLUMN "texts" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "newsletter" ADD COLUMN "texts" JSONB NOT NULL DEFAULT '{}';

-- Announced: triggers section 8f071d8c3f6e94cc
