-- CreateTable
CREATE TABLE "preview_link" (
    "id" SERIAL NOT NULL,
    "article_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "preview_link_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "preview_link_hash_key" ON "preview_link"("hash");

-- CreateIndex
CREATE INDEX "preview_link_article_id_idx" ON "preview_link"("article_id");

-- CreateIndex
CREATE INDEX "preview_link_expires_at_idx" ON "preview_link"("expires_at");

-- AddForeignKey
ALTER TABLE "preview_link" ADD CONSTRAINT "preview_link_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;
