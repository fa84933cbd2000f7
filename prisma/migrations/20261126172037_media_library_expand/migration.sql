-- CreateTable
CREATE TABLE "media_file" (
    "id" SERIAL NOT NULL,
    "hash" TEXT NOT NULL,
    "key" TEXT,
    "name" TEXT NOT NULL,
    "mime_type" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "width" INTEGER,
    "height" INTEGER,
    "thumbhash" TEXT,
    "data_url" TEXT,
    "dominant_color" TEXT,
    "is_animated" BOOLEAN NOT NULL DEFAULT false,
    "alt" TEXT NOT NULL DEFAULT '',
    "caption" TEXT,
    "credit" TEXT,
    "license" TEXT,
    "focal_x" DOUBLE PRECISION,
    "focal_y" DOUBLE PRECISION,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "media_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "media_source" (
    "url" TEXT NOT NULL,
    "file_id" INTEGER,
    "error" TEXT,
    "checked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "media_source_pkey" PRIMARY KEY ("url")
);

-- CreateTable
CREATE TABLE "media_upload" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "file_id" INTEGER,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "media_upload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "media_secret" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "key" BYTEA NOT NULL,

    CONSTRAINT "media_secret_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "media_file_hash_key" ON "media_file"("hash");

-- CreateIndex
CREATE INDEX "media_file_created_at_id_idx" ON "media_file"("created_at", "id");

-- CreateIndex
CREATE INDEX "media_source_file_id_idx" ON "media_source"("file_id");

-- CreateIndex
CREATE INDEX "media_upload_file_id_idx" ON "media_upload"("file_id");

-- CreateIndex
CREATE INDEX "image_url_idx" ON "image" USING HASH ("url");

-- AddForeignKey
ALTER TABLE "media_source" ADD CONSTRAINT "media_source_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "media_file"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "media_upload" ADD CONSTRAINT "media_upload_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "media_file"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Finds the library's files that a text shows, for the lists of their uses. Prisma's schema has no expression indexes.
CREATE FUNCTION media_hashes(body text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT ARRAY(SELECT DISTINCT found[1] FROM regexp_matches(body, '/media/([0-9a-f]{40})[./]', 'g') AS found) $$;
CREATE INDEX "draft_body_media" ON "draft_body" USING GIN (media_hashes("html"));
CREATE INDEX "article_body_media" ON "article_body" USING GIN (media_hashes("html"));
