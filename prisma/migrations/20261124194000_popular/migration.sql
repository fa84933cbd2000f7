-- CreateTable
CREATE TABLE "article_views" (
    "article_id" INTEGER NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "total" INTEGER NOT NULL,
    "trend" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "article_views_pkey" PRIMARY KEY ("article_id","hour")
);

-- CreateTable
CREATE TABLE "article_popularity" (
    "article_id" INTEGER NOT NULL,
    "span" TEXT NOT NULL,
    "views" INTEGER NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "previous_score" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "article_popularity_pkey" PRIMARY KEY ("article_id","span")
);

-- CreateTable
CREATE TABLE "popularity_state" (
    "id" INTEGER NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "placed_to" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "popularity_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE UNLOGGED TABLE "counted_view" (
    "digest" BIGINT NOT NULL,
    "half_hour" TIMESTAMPTZ(0) NOT NULL,

    CONSTRAINT "counted_view_pkey" PRIMARY KEY ("digest")
);

-- CreateIndex
CREATE INDEX "article_popularity_span_score_idx" ON "article_popularity"("span", "score");

-- CreateIndex
CREATE INDEX "article_popularity_span_previous_score_idx" ON "article_popularity"("span", "previous_score");

-- CreateIndex
CREATE INDEX "counted_view_half_hour_idx" ON "counted_view"("half_hour");

-- AddForeignKey
ALTER TABLE "article_views" ADD CONSTRAINT "article_views_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_popularity" ADD CONSTRAINT "article_popularity_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- How much of a score is left after a time, at a half-life of 6 hours. After 100 half-lives, where the rest is
-- below what a number can tell, nothing.
CREATE FUNCTION popularity_left(score float8, age interval) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN age < interval '600 hours'
    THEN score * power(2::float8, -extract(epoch FROM age)::float8 / 21600) ELSE 0 END
$$;
