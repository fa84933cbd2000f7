-- Tags and authors with a picture, of which many sites have few. The library looks for files that nothing uses.
CREATE INDEX "tag_image_id_idx" ON "tag"("image_id");

-- CreateIndex
CREATE INDEX "author_image_id_idx" ON "author"("image_id");
