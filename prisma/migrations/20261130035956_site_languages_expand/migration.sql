-- The languages of a site with several, as its settings have them: writes build paths from them. Empty for a site with one.
CREATE TABLE "site_language" (
    "tag" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "fallbacks" TEXT[],

    CONSTRAINT "site_language_pkey" PRIMARY KEY ("tag")
);

-- A slug is unique among the articles of a language.
DROP INDEX "article_slug_key";
CREATE UNIQUE INDEX "article_slug_key" ON "article"("slug", "language") NULLS NOT DISTINCT;
DROP INDEX "draft_slug_key";
CREATE UNIQUE INDEX "draft_slug_key" ON "draft"("slug", "language") NULLS NOT DISTINCT;
