-- CreateIndex
CREATE INDEX "article_image_id_idx" ON "article"("image_id");

-- CreateIndex
CREATE INDEX "draft_image_id_idx" ON "draft"("image_id");

-- Articles with own fields, to find those that show a file without reading the others.
CREATE INDEX "article_own_fields_idx" ON "article"("id") WHERE fields <> '{}';
CREATE INDEX "draft_own_fields_idx" ON "draft"("id") WHERE fields <> '{}';
