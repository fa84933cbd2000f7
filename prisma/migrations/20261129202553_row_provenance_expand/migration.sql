-- AlterTable
ALTER TABLE "article" ADD COLUMN     "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "author" ADD COLUMN     "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "created_by_id" INTEGER,
ADD COLUMN     "last_edited_by_id" INTEGER,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "media_file" ADD COLUMN     "created_by_id" INTEGER,
ADD COLUMN     "last_edited_by_id" INTEGER,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "newsletter" ADD COLUMN     "created_by_id" INTEGER,
ADD COLUMN     "last_edited_by_id" INTEGER,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "redirect" ADD COLUMN     "created_by_id" INTEGER,
ADD COLUMN     "last_edited_by_id" INTEGER,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "section" ADD COLUMN     "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "created_by_id" INTEGER,
ADD COLUMN     "last_edited_by_id" INTEGER,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "tag" ADD COLUMN     "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "created_by_id" INTEGER,
ADD COLUMN     "last_edited_by_id" INTEGER,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "webhook" ADD COLUMN     "created_by_id" INTEGER,
ADD COLUMN     "last_edited_by_id" INTEGER,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- Rows that were there: articles have the time of their draft; sections, tags and authors that of their first article, else
-- that of this migration, which is also the time of their last change. The release before publishes new articles with the time
-- of their publication, which the next publication corrects.
UPDATE "article" a SET "created_at" = d."created_at" FROM "draft" d WHERE d."id" = a."id";

UPDATE "section" s SET "created_at" = f."at" FROM (
  SELECT b."section_id", min(d."created_at") AS "at" FROM "draft_section" b JOIN "draft" d ON d."id" = b."article_id" GROUP BY 1
) f WHERE f."section_id" = s."id";

UPDATE "tag" t SET "created_at" = f."at" FROM (
  SELECT b."tag_id", min(d."created_at") AS "at" FROM "draft_tag" b JOIN "draft" d ON d."id" = b."article_id" GROUP BY 1
) f WHERE f."tag_id" = t."id";

UPDATE "author" w SET "created_at" = f."at" FROM (
  SELECT b."author_id", min(d."created_at") AS "at" FROM "draft_author" b JOIN "draft" d ON d."id" = b."article_id" GROUP BY 1
) f WHERE f."author_id" = w."id";

-- CreateIndex
CREATE INDEX "author_created_at_id_idx" ON "author"("created_at", "id");

-- CreateIndex
CREATE INDEX "redirect_created_at_id_idx" ON "redirect"("created_at", "id");

-- CreateIndex
CREATE INDEX "tag_created_at_id_idx" ON "tag"("created_at", "id");

-- Functions, triggers and views: 2a0941c07dad48f82436ea20110fe41c0e46545c68682c5913455a159db7d66b
