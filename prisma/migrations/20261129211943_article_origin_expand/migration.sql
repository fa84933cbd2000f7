-- AlterTable
ALTER TABLE "draft" ADD COLUMN     "imported_at" TIMESTAMPTZ(3),
ADD COLUMN     "source_url" TEXT;

-- AlterTable
ALTER TABLE "source_term" ADD COLUMN     "imported_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- Functions, triggers and views: 108fdb5fad3b3bc3ea45fb804cd0d6e4686a1f24bb8c3c57a29cd4faf613024b
