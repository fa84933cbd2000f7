-- AlterTable
ALTER TABLE "article" ADD COLUMN     "sponsor_name" TEXT,
ADD COLUMN     "sponsor_url" TEXT;

-- AlterTable
ALTER TABLE "draft" ADD COLUMN     "sponsor_name" TEXT,
ADD COLUMN     "sponsor_url" TEXT;

-- Sponsored articles are few: lists of them by date read this index. Prisma knows no partial index.
CREATE INDEX "article_sponsored_idx" ON "article"("listed_at", "id") WHERE "sponsor_name" IS NOT NULL;
