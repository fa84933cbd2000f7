-- Bodies with a picture without a text alternative are few: the filter hasPictureWithoutAlt reads these indexes, whose
-- condition is that of src/modules/article/filter/picture-without-alt.sql.ts. Prisma knows no partial index.
CREATE INDEX "article_body_without_alt_idx" ON "article_body"("article_id") WHERE html ~ '<img(?![^>]* alt="[^"])';
CREATE INDEX "article_full_body_without_alt_idx" ON "article_full_body"("article_id") WHERE html ~ '<img(?![^>]* alt="[^"])';
CREATE INDEX "draft_body_without_alt_idx" ON "draft_body"("article_id") WHERE html ~ '<img(?![^>]* alt="[^"])';
