-- The job that rebuilds outdated search documents runs every minute, and read all documents to find that none is
-- (src/modules/search/index/reindex-outdated.ts).
CREATE INDEX "article_search_version_article_id_idx" ON "article_search"("version", "article_id");
CREATE INDEX "draft_search_version_article_id_idx" ON "draft_search"("version", "article_id");
