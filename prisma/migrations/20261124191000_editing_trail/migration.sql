-- AlterTable
ALTER TABLE "article_revision" ADD COLUMN     "kind" TEXT;

-- What can still be told of those that are there.
UPDATE "article_revision" SET "kind" = CASE WHEN "key_id" IS NULL THEN 'IMPORTED' WHEN "number" = 1 THEN 'CREATED' ELSE 'SAVED' END;
ALTER TABLE "article_revision" ALTER COLUMN "kind" SET NOT NULL;

-- AlterTable
ALTER TABLE "draft" ADD COLUMN     "edited_at" TIMESTAMPTZ(3),
ADD COLUMN     "source_digest" BYTEA;

UPDATE "draft" d SET "edited_at" = r."created_at" FROM "article_revision" r
WHERE d."source" IS NOT NULL AND r."article_id" = d."id" AND r."number" = d."revision" AND r."key_id" IS NOT NULL;

-- CreateIndex
CREATE INDEX "audit_entry_key_id_at_id_idx" ON "audit_entry"("key_id", "at", "id");

-- CreateIndex
CREATE INDEX "audit_entry_target_at_id_idx" ON "audit_entry"("target", "at", "id");

-- CreateIndex
CREATE INDEX "draft_path_idx" ON "draft"("path");
