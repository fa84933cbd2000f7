-- AlterTable
ALTER TABLE "media_upload" ADD COLUMN     "body_hash" TEXT,
ADD COLUMN     "finished_at" TIMESTAMPTZ(3),
ADD COLUMN     "key_id" INTEGER;
