-- AlterTable
ALTER TABLE "article" ADD COLUMN     "language" TEXT;

-- AlterTable
ALTER TABLE "draft" ADD COLUMN     "language" TEXT;
