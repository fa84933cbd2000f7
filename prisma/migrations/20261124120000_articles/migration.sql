-- CreateTable
CREATE TABLE "article" (
    "id" INTEGER NOT NULL,
    "slug" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "standfirst" TEXT,
    "opening" TEXT NOT NULL,
    "word_count" INTEGER NOT NULL,
    "section_id" INTEGER,
    "image_id" INTEGER,
    "series" TEXT,
    "series_part" INTEGER,
    "seo_title" TEXT,
    "seo_description" TEXT,
    "revision" INTEGER NOT NULL,
    "published_at" TIMESTAMPTZ(3),
    "listed_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "article_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "article_body" (
    "article_id" INTEGER NOT NULL,
    "html" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "markdown" TEXT NOT NULL,
    "outline" JSONB NOT NULL,
    "blocks" JSONB NOT NULL,

    CONSTRAINT "article_body_pkey" PRIMARY KEY ("article_id")
);

-- CreateTable
CREATE TABLE "article_author" (
    "article_id" INTEGER NOT NULL,
    "author_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "listed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "article_author_pkey" PRIMARY KEY ("article_id","author_id")
);

-- CreateTable
CREATE TABLE "article_tag" (
    "article_id" INTEGER NOT NULL,
    "tag_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "listed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "article_tag_pkey" PRIMARY KEY ("article_id","tag_id")
);

-- CreateTable
CREATE TABLE "draft" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "standfirst" TEXT,
    "opening" TEXT NOT NULL,
    "word_count" INTEGER NOT NULL,
    "section_id" INTEGER,
    "image_id" INTEGER,
    "series" TEXT,
    "series_part" INTEGER,
    "seo_title" TEXT,
    "seo_description" TEXT,
    "revision" INTEGER NOT NULL,
    "published_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "permalink" TEXT,
    "source" TEXT,
    "source_id" TEXT,

    CONSTRAINT "draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "draft_body" (
    "article_id" INTEGER NOT NULL,
    "html" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "markdown" TEXT NOT NULL,
    "outline" JSONB NOT NULL,
    "blocks" JSONB NOT NULL,

    CONSTRAINT "draft_body_pkey" PRIMARY KEY ("article_id")
);

-- CreateTable
CREATE TABLE "draft_author" (
    "article_id" INTEGER NOT NULL,
    "author_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "draft_author_pkey" PRIMARY KEY ("article_id","author_id")
);

-- CreateTable
CREATE TABLE "draft_tag" (
    "article_id" INTEGER NOT NULL,
    "tag_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "draft_tag_pkey" PRIMARY KEY ("article_id","tag_id")
);

-- CreateTable
CREATE TABLE "article_revision" (
    "article_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "content" JSONB NOT NULL,

    CONSTRAINT "article_revision_pkey" PRIMARY KEY ("article_id","number")
);

-- CreateTable
CREATE TABLE "correction" (
    "id" SERIAL NOT NULL,
    "article_id" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "correction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "section" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "parent_id" INTEGER,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "section_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tag" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "tag_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "author" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "bio" TEXT,
    "image_id" INTEGER,

    CONSTRAINT "author_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "image" (
    "id" SERIAL NOT NULL,
    "digest" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "alt" TEXT NOT NULL,
    "caption" TEXT,
    "credit" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "focal_x" DOUBLE PRECISION,
    "focal_y" DOUBLE PRECISION,

    CONSTRAINT "image_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "address" (
    "path" TEXT NOT NULL,
    "article_id" INTEGER,
    "section_id" INTEGER,
    "tag_id" INTEGER,
    "author_id" INTEGER,

    CONSTRAINT "address_pkey" PRIMARY KEY ("path")
);

-- CreateIndex
CREATE UNIQUE INDEX "article_slug_key" ON "article"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "article_path_key" ON "article"("path");

-- CreateIndex
CREATE INDEX "article_listed_at_id_idx" ON "article"("listed_at", "id");

-- CreateIndex
CREATE INDEX "article_updated_at_id_idx" ON "article"("updated_at", "id");

-- CreateIndex
CREATE INDEX "article_title_id_idx" ON "article"("title", "id");

-- CreateIndex
CREATE INDEX "article_section_id_listed_at_id_idx" ON "article"("section_id", "listed_at", "id");

-- CreateIndex
CREATE INDEX "article_author_author_id_listed_at_article_id_idx" ON "article_author"("author_id", "listed_at", "article_id");

-- CreateIndex
CREATE INDEX "article_tag_tag_id_listed_at_article_id_idx" ON "article_tag"("tag_id", "listed_at", "article_id");

-- CreateIndex
CREATE UNIQUE INDEX "draft_slug_key" ON "draft"("slug");

-- CreateIndex
CREATE INDEX "draft_section_id_idx" ON "draft"("section_id");

-- CreateIndex
CREATE UNIQUE INDEX "draft_source_source_id_key" ON "draft"("source", "source_id");

-- CreateIndex
CREATE INDEX "draft_author_author_id_idx" ON "draft_author"("author_id");

-- CreateIndex
CREATE INDEX "draft_tag_tag_id_idx" ON "draft_tag"("tag_id");

-- CreateIndex
CREATE INDEX "correction_article_id_at_id_idx" ON "correction"("article_id", "at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "section_slug_key" ON "section"("slug");

-- CreateIndex
CREATE INDEX "section_parent_id_idx" ON "section"("parent_id");

-- CreateIndex
CREATE UNIQUE INDEX "tag_slug_key" ON "tag"("slug");

-- CreateIndex
CREATE INDEX "tag_name_id_idx" ON "tag"("name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "author_slug_key" ON "author"("slug");

-- CreateIndex
CREATE INDEX "author_name_id_idx" ON "author"("name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "image_digest_key" ON "image"("digest");

-- CreateIndex
CREATE INDEX "address_article_id_idx" ON "address"("article_id");

-- CreateIndex
CREATE INDEX "address_section_id_idx" ON "address"("section_id");

-- CreateIndex
CREATE INDEX "address_tag_id_idx" ON "address"("tag_id");

-- CreateIndex
CREATE INDEX "address_author_id_idx" ON "address"("author_id");

-- AddForeignKey
ALTER TABLE "article" ADD CONSTRAINT "article_id_fkey" FOREIGN KEY ("id") REFERENCES "draft"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article" ADD CONSTRAINT "article_section_id_fkey" FOREIGN KEY ("section_id") REFERENCES "section"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article" ADD CONSTRAINT "article_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "image"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_body" ADD CONSTRAINT "article_body_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "article"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_author" ADD CONSTRAINT "article_author_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "article"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_author" ADD CONSTRAINT "article_author_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_tag" ADD CONSTRAINT "article_tag_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "article"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_tag" ADD CONSTRAINT "article_tag_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tag"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft" ADD CONSTRAINT "draft_section_id_fkey" FOREIGN KEY ("section_id") REFERENCES "section"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft" ADD CONSTRAINT "draft_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "image"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_body" ADD CONSTRAINT "draft_body_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_author" ADD CONSTRAINT "draft_author_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_author" ADD CONSTRAINT "draft_author_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_tag" ADD CONSTRAINT "draft_tag_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_tag" ADD CONSTRAINT "draft_tag_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tag"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_revision" ADD CONSTRAINT "article_revision_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "correction" ADD CONSTRAINT "correction_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "section" ADD CONSTRAINT "section_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "section"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "author" ADD CONSTRAINT "author_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "image"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "address" ADD CONSTRAINT "address_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "address" ADD CONSTRAINT "address_section_id_fkey" FOREIGN KEY ("section_id") REFERENCES "section"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "address" ADD CONSTRAINT "address_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tag"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "address" ADD CONSTRAINT "address_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

-- Titles and names sort as people expect (accents and case apart), on every server alike.
ALTER TABLE "article" ALTER COLUMN "title" TYPE TEXT COLLATE "und-x-icu";
ALTER TABLE "draft" ALTER COLUMN "title" TYPE TEXT COLLATE "und-x-icu";
ALTER TABLE "tag" ALTER COLUMN "name" TYPE TEXT COLLATE "und-x-icu";
ALTER TABLE "author" ALTER COLUMN "name" TYPE TEXT COLLATE "und-x-icu";

ALTER TABLE "article" ADD CONSTRAINT "article_is_dated" CHECK ("published_at" IS NOT NULL);
ALTER TABLE "article" ADD CONSTRAINT "article_path_is_absolute" CHECK ("path" LIKE '/%');
ALTER TABLE "draft" ADD CONSTRAINT "draft_path_is_absolute" CHECK ("path" LIKE '/%');
ALTER TABLE "address" ADD CONSTRAINT "address_path_is_absolute" CHECK ("path" LIKE '/%');
ALTER TABLE "address" ADD CONSTRAINT "address_has_one_target" CHECK (num_nonnulls("article_id", "section_id", "tag_id", "author_id") <= 1);
ALTER TABLE "image" ADD CONSTRAINT "image_size_is_positive" CHECK ("width" > 0 AND "height" > 0);
ALTER TABLE "image" ADD CONSTRAINT "image_focal_point_is_inside" CHECK ("focal_x" BETWEEN 0 AND 1 AND "focal_y" BETWEEN 0 AND 1);

-- A section cannot be its own ancestor. The lock keeps two moves from closing a ring together.
CREATE FUNCTION "section_tree_has_no_cycle"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."parent_id" IS NULL THEN RETURN NEW; END IF;
  PERFORM pg_advisory_xact_lock(7203116);
  IF EXISTS (
    WITH RECURSIVE "ancestor" AS (
      SELECT NEW."parent_id" AS "id"
      UNION
      SELECT s."parent_id" FROM "section" s JOIN "ancestor" a ON s."id" = a."id" WHERE s."parent_id" IS NOT NULL
    )
    SELECT FROM "ancestor" WHERE "id" = NEW."id"
  ) THEN
    RAISE EXCEPTION 'section % cannot be below itself', NEW."slug" USING ERRCODE = 'check_violation', CONSTRAINT = 'section_tree_has_no_cycle';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "section_tree_has_no_cycle" BEFORE INSERT OR UPDATE OF "parent_id" ON "section"
  FOR EACH ROW EXECUTE FUNCTION "section_tree_has_no_cycle"();

-- Addresses that look like one that was not found.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE INDEX "article_slug_trigrams" ON "article" USING gin ("slug" gin_trgm_ops);
