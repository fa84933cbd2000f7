-- AlterTable
ALTER TABLE "related_document" ADD COLUMN     "phrases_version" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "phrase" (
    "id" SERIAL NOT NULL,
    "phrase" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "is_name" BOOLEAN NOT NULL,
    "articles" INTEGER NOT NULL,

    CONSTRAINT "phrase_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "article_phrase" (
    "article_id" INTEGER NOT NULL,
    "phrase_id" INTEGER NOT NULL,

    CONSTRAINT "article_phrase_pkey" PRIMARY KEY ("article_id","phrase_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "phrase_phrase_key" ON "phrase"("phrase");

-- CreateIndex
CREATE INDEX "article_phrase_phrase_id_article_id_idx" ON "article_phrase"("phrase_id", "article_id");

-- CreateIndex
CREATE INDEX "related_document_phrases_version_idx" ON "related_document"("phrases_version");

-- Announced: perspectives 8929070a667c8dc6
