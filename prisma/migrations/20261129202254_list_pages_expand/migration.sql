-- AlterTable
ALTER TABLE "article" ADD COLUMN     "nofollow" BOOLEAN;

-- AlterTable
ALTER TABLE "author" ADD COLUMN     "email" TEXT,
ADD COLUMN     "links" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "nofollow" BOOLEAN,
ADD COLUMN     "noindex" BOOLEAN,
ADD COLUMN     "role" TEXT,
ADD COLUMN     "seo_description" TEXT,
ADD COLUMN     "seo_title" TEXT;

-- AlterTable
ALTER TABLE "draft" ADD COLUMN     "nofollow" BOOLEAN;

-- AlterTable
ALTER TABLE "section" ADD COLUMN     "nofollow" BOOLEAN,
ADD COLUMN     "noindex" BOOLEAN,
ADD COLUMN     "seo_description" TEXT,
ADD COLUMN     "seo_title" TEXT;

-- AlterTable
ALTER TABLE "tag" ADD COLUMN     "description" TEXT,
ADD COLUMN     "nofollow" BOOLEAN,
ADD COLUMN     "noindex" BOOLEAN,
ADD COLUMN     "seo_description" TEXT,
ADD COLUMN     "seo_title" TEXT;
