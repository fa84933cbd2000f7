-- AlterTable
ALTER TABLE "media_file" ADD COLUMN     "expired_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "media_file_expires_at_id_idx" ON "media_file"("expires_at", "id");
