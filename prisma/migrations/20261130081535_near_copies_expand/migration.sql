-- CreateTable
CREATE TABLE "article_copy" (
    "article_id" INTEGER NOT NULL,
    "story_id" INTEGER NOT NULL,

    CONSTRAINT "article_copy_pkey" PRIMARY KEY ("article_id")
);

-- CreateIndex
CREATE INDEX "article_copy_story_id_idx" ON "article_copy"("story_id");

-- Near copies are found as related lists are built: all are due again.
INSERT INTO "related_due" ("article_id", "step", "is_changed") SELECT "article_id", 3, false FROM "related_document"
ON CONFLICT ("article_id") DO NOTHING;

-- Announced: function write_related_lists 55e2c3b738bdf640
-- Announced: perspectives c1a0a06542541715
