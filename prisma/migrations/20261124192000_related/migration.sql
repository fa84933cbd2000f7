-- CreateTable
CREATE TABLE "related_term" (
    "id" SERIAL NOT NULL,
    "term" TEXT NOT NULL,
    "word" TEXT NOT NULL,
    "articles" INTEGER NOT NULL,

    CONSTRAINT "related_term_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "related_document" (
    "article_id" INTEGER NOT NULL,
    "title" BYTEA NOT NULL,
    "standfirst" BYTEA NOT NULL,
    "body" BYTEA NOT NULL,
    "tags" INTEGER[],
    "authors" INTEGER[],
    "series" TEXT,
    "series_part" INTEGER,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "digest" TEXT NOT NULL,
    "norm" REAL NOT NULL,
    "archive_size" INTEGER NOT NULL,

    CONSTRAINT "related_document_pkey" PRIMARY KEY ("article_id")
);

-- CreateTable
CREATE TABLE "related_posting" (
    "term_id" INTEGER NOT NULL,
    "weight" REAL NOT NULL,
    "article_id" INTEGER NOT NULL,

    CONSTRAINT "related_posting_pkey" PRIMARY KEY ("term_id","weight","article_id")
);

-- CreateTable
CREATE TABLE "related_article" (
    "article_id" INTEGER NOT NULL,
    "related_id" INTEGER NOT NULL,
    "score" REAL NOT NULL,
    "terms" TEXT[],
    "tag_ids" INTEGER[],
    "author_ids" INTEGER[],
    "same_series" BOOLEAN NOT NULL,

    CONSTRAINT "related_article_pkey" PRIMARY KEY ("article_id","related_id")
);

-- CreateTable
CREATE TABLE "related_due" (
    "article_id" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "is_changed" BOOLEAN NOT NULL,

    CONSTRAINT "related_due_pkey" PRIMARY KEY ("article_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "related_term_term_key" ON "related_term"("term");

-- CreateIndex
CREATE INDEX "related_document_archive_size_idx" ON "related_document"("archive_size");

-- CreateIndex
CREATE INDEX "related_document_series_idx" ON "related_document"("series");

-- CreateIndex
CREATE INDEX "related_document_tags_idx" ON "related_document" USING GIN ("tags");

-- CreateIndex
CREATE INDEX "related_document_authors_idx" ON "related_document" USING GIN ("authors");

-- CreateIndex
CREATE INDEX "related_posting_article_id_idx" ON "related_posting"("article_id");

-- CreateIndex
CREATE INDEX "related_article_related_id_idx" ON "related_article"("related_id");

-- CreateIndex
CREATE INDEX "related_due_is_changed_step_article_id_idx" ON "related_due"("is_changed", "step", "article_id");

-- What is published already gets its list as soon as an instance is up.
INSERT INTO "related_due" ("article_id", "step", "is_changed") SELECT "id", 1, true FROM "article";

-- Many are read for each list: not compressing them costs a third more room and spares most of the time.
ALTER TABLE "related_document" ALTER COLUMN "body" SET STORAGE EXTERNAL;
