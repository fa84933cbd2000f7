-- An older instance that publishes an article with an access level copies its whole body to article_body.
-- AlterTable
ALTER TABLE "article" ADD COLUMN     "access" TEXT NOT NULL DEFAULT 'PUBLIC';

-- AlterTable
ALTER TABLE "draft" ADD COLUMN     "access" TEXT NOT NULL DEFAULT 'PUBLIC';

-- CreateTable
CREATE TABLE "article_full_body" (
    "article_id" INTEGER NOT NULL,
    "html" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "markdown" TEXT NOT NULL,
    "outline" JSONB NOT NULL,
    "blocks" JSONB NOT NULL,
    "detected_language" TEXT,

    CONSTRAINT "article_full_body_pkey" PRIMARY KEY ("article_id")
);

-- CreateTable
CREATE TABLE "draft_preview" (
    "article_id" INTEGER NOT NULL,
    "html" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "markdown" TEXT NOT NULL,
    "outline" JSONB NOT NULL,
    "blocks" JSONB NOT NULL,
    "detected_language" TEXT,

    CONSTRAINT "draft_preview_pkey" PRIMARY KEY ("article_id")
);

-- AddForeignKey
ALTER TABLE "article_full_body" ADD CONSTRAINT "article_full_body_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "article"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_preview" ADD CONSTRAINT "draft_preview_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;
