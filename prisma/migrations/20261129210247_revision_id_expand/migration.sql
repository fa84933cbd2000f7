-- AlterTable
ALTER TABLE "article_revision" ADD COLUMN     "id" SERIAL NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "article_revision_id_key" ON "article_revision"("id");

-- Functions, triggers and views: 9a6c807625e6db694a2e4584237059c25d1ff05c2891cd321e6e9f1e9a9a9fcb
