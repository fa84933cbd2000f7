-- CreateTable
CREATE TABLE "front" (
    "id" SERIAL NOT NULL,
    "path" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "revision" INTEGER NOT NULL,
    "published" JSONB,
    "published_revision" INTEGER,
    "published_at" TIMESTAMPTZ(3),
    "scheduled_for" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by_id" INTEGER,
    "last_edited_by_id" INTEGER,

    CONSTRAINT "front_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "front_revision" (
    "front_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "content" JSONB NOT NULL,
    "key_id" INTEGER,
    "action" TEXT NOT NULL,

    CONSTRAINT "front_revision_pkey" PRIMARY KEY ("front_id","number")
);

-- CreateIndex
CREATE UNIQUE INDEX "front_path_key" ON "front"("path");

-- AddForeignKey
ALTER TABLE "front_revision" ADD CONSTRAINT "front_revision_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "front_revision" ADD CONSTRAINT "front_revision_front_id_fkey" FOREIGN KEY ("front_id") REFERENCES "front"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Functions, triggers and views: bf70636ad77e88302e79a3e0ad71c9766e953de68b85963fa4873170dceb2ef1
