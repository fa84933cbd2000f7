-- CreateTable
CREATE TABLE "article_embedding" (
    "article_id" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "vector" BYTEA NOT NULL,

    CONSTRAINT "article_embedding_pkey" PRIMARY KEY ("article_id")
);
