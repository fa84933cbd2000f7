-- AlterTable
ALTER TABLE "article" ADD COLUMN     "canonical_url" TEXT;

-- AlterTable
ALTER TABLE "draft" ADD COLUMN     "canonical_url" TEXT;
