-- CreateIndex
CREATE INDEX "article_search_words_idx" ON "article_search" USING GIN ("words");

-- CreateIndex
CREATE INDEX "draft_search_words_idx" ON "draft_search" USING GIN ("words");

-- What Prisma's schema cannot say.

-- As the other indexes of drafts: no list of pending entries, which each search in the preview would read.
ALTER INDEX "draft_search_words_idx" SET (fastupdate = off);

-- Bodies of very many different words had none as they are written, and now get them.
UPDATE "article_search" SET "version" = 0 WHERE "words" IS NULL AND "version" > 0;
UPDATE "draft_search" SET "version" = 0 WHERE "words" IS NULL AND "version" > 0 AND NOT "is_shared";

-- Functions, triggers and views: c906fd035579295405900ea8d12727e9379c7f73dda1a6fb84256e4f8f20122c
