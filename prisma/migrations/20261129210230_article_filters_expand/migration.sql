-- CreateIndex
CREATE INDEX "article_created_at_id_idx" ON "article"("created_at", "id");

-- CreateIndex
CREATE INDEX "article_access_listed_at_id_idx" ON "article"("access", "listed_at", "id");

-- CreateIndex
CREATE INDEX "draft_created_at_id_idx" ON "draft"("created_at", "id");

-- CreateIndex
CREATE INDEX "draft_updated_at_id_idx" ON "draft"("updated_at", "id");

-- Functions, triggers and views: 2d8958b3de3beae97a8ccf6e733f187769ea63f9f9bcbb2214b1a09a57d9ec09
