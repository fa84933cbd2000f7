-- AlterTable
ALTER TABLE "popularity_state" ADD COLUMN     "minute" TIMESTAMPTZ(0);

-- CreateTable
CREATE TABLE "article_minute_views" (
    "article_id" INTEGER NOT NULL,
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "views" INTEGER NOT NULL,

    CONSTRAINT "article_minute_views_pkey" PRIMARY KEY ("article_id","minute")
);

-- CreateIndex
CREATE INDEX "article_minute_views_minute_idx" ON "article_minute_views"("minute");

-- AddForeignKey
ALTER TABLE "article_minute_views" ADD CONSTRAINT "article_minute_views_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The next writer computes the lists of all articles again, with the new one for TRENDING.
UPDATE "popularity_state" SET "placed_to" = 0;
