-- CreateTable
CREATE TABLE "live_blog" (
    "article_id" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "pinned_id" INTEGER,
    "summary" JSONB,

    CONSTRAINT "live_blog_pkey" PRIMARY KEY ("article_id")
);

-- CreateTable
CREATE TABLE "live_blog_entry" (
    "id" SERIAL NOT NULL,
    "article_id" INTEGER NOT NULL,
    "key" TEXT,
    "title" TEXT,
    "is_key_event" BOOLEAN NOT NULL DEFAULT false,
    "is_public" BOOLEAN NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "retracted_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,
    "corrections" JSONB NOT NULL DEFAULT '[]',
    "own_article_id" INTEGER,

    CONSTRAINT "live_blog_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "live_blog_entry_body" (
    "entry_id" INTEGER NOT NULL,
    "html" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "markdown" TEXT NOT NULL,
    "outline" JSONB NOT NULL,
    "blocks" JSONB NOT NULL,
    "detected_language" TEXT,

    CONSTRAINT "live_blog_entry_body_pkey" PRIMARY KEY ("entry_id")
);

-- CreateTable
CREATE TABLE "live_blog_entry_author" (
    "entry_id" INTEGER NOT NULL,
    "author_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "live_blog_entry_author_pkey" PRIMARY KEY ("entry_id","author_id")
);

-- CreateTable
CREATE TABLE "live_blog_entry_revision" (
    "entry_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" INTEGER,
    "content" JSONB NOT NULL,

    CONSTRAINT "live_blog_entry_revision_pkey" PRIMARY KEY ("entry_id","number")
);

-- CreateIndex
CREATE UNIQUE INDEX "live_blog_pinned_id_key" ON "live_blog"("pinned_id");

-- CreateIndex
CREATE UNIQUE INDEX "live_blog_entry_own_article_id_key" ON "live_blog_entry"("own_article_id");

-- CreateIndex
CREATE INDEX "live_blog_entry_article_id_published_at_id_idx" ON "live_blog_entry"("article_id", "published_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "live_blog_entry_article_id_key_key" ON "live_blog_entry"("article_id", "key");

-- CreateIndex
CREATE INDEX "live_blog_entry_author_author_id_idx" ON "live_blog_entry_author"("author_id");

-- CreateIndex
CREATE INDEX "live_blog_entry_revision_key_id_idx" ON "live_blog_entry_revision"("key_id");

-- AddForeignKey
ALTER TABLE "live_blog" ADD CONSTRAINT "live_blog_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_blog" ADD CONSTRAINT "live_blog_pinned_id_fkey" FOREIGN KEY ("pinned_id") REFERENCES "live_blog_entry"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_blog_entry" ADD CONSTRAINT "live_blog_entry_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_blog_entry" ADD CONSTRAINT "live_blog_entry_own_article_id_fkey" FOREIGN KEY ("own_article_id") REFERENCES "draft"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_blog_entry_body" ADD CONSTRAINT "live_blog_entry_body_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "live_blog_entry"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_blog_entry_author" ADD CONSTRAINT "live_blog_entry_author_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "live_blog_entry"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_blog_entry_author" ADD CONSTRAINT "live_blog_entry_author_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_blog_entry_revision" ADD CONSTRAINT "live_blog_entry_revision_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "live_blog_entry"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_blog_entry_revision" ADD CONSTRAINT "live_blog_entry_revision_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Functions, triggers and views: 9eb03948f29568857abbc6f2ccc838ffcea94b77dad93dccd5e0b22938dde41e
