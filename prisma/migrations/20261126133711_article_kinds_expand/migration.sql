-- CreateIndex
CREATE INDEX "article_listed_at_id_kind_idx" ON "article"("listed_at", "id", "kind");

-- CreateIndex
CREATE INDEX "article_section_id_listed_at_id_kind_idx" ON "article"("section_id", "listed_at", "id", "kind");

-- DropIndex
DROP INDEX "article_listed_at_id_idx";

-- DropIndex
DROP INDEX "article_section_id_listed_at_id_idx";

-- Pages of a WordPress were imported as ARTICLE. Revisions say it too, since edits begin with the latest one.
-- Pages from other systems cannot be told from posts; their next import sets the kind.
CREATE TEMPORARY TABLE imported_page ON COMMIT DROP AS
  SELECT id FROM "draft"
  WHERE ("source" = 'wordpress' OR "source" LIKE 'wordpress %') AND "source_id" LIKE 'page/%' AND "kind" = 'ARTICLE';
UPDATE "draft" SET "kind" = 'PAGE' WHERE id IN (SELECT id FROM imported_page);
UPDATE "article" SET "kind" = 'PAGE' WHERE id IN (SELECT id FROM imported_page) AND "kind" = 'ARTICLE';
UPDATE "article_revision" SET "content" = "content" || '{"kind": "PAGE"}'
  WHERE "article_id" IN (SELECT id FROM imported_page) AND NOT "content" ? 'kind';
-- Takes them out of the lists of related articles.
INSERT INTO "related_due" ("article_id", "step", "is_changed")
  SELECT id, 1, true FROM imported_page
  ON CONFLICT ("article_id") DO UPDATE SET "step" = excluded."step", "is_changed" = true;
