-- AlterTable
ALTER TABLE "article" ADD COLUMN     "fields" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'ARTICLE';

-- AlterTable
ALTER TABLE "draft" ADD COLUMN     "fields" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'ARTICLE';

-- AlterTable
ALTER TABLE "section" ADD COLUMN     "fields" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "tag" ADD COLUMN     "fields" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "author" ADD COLUMN     "fields" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "own_field" (
    "path" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "own_field_pkey" PRIMARY KEY ("path")
);

-- CreateIndex
CREATE INDEX "article_kind_listed_at_id_idx" ON "article"("kind", "listed_at", "id");
