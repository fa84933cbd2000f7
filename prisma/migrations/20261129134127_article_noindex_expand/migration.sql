-- AlterTable
ALTER TABLE "article" ADD COLUMN     "noindex" BOOLEAN;

-- AlterTable
ALTER TABLE "draft" ADD COLUMN     "noindex" BOOLEAN;
