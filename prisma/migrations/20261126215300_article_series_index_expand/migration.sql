-- CreateIndex
CREATE INDEX "article_series_listed_at_id_idx" ON "article"("series", "listed_at", "id");
