-- AlterTable
ALTER TABLE "image" ADD COLUMN     "has_file_alt" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "license" TEXT;

-- AlterTable
ALTER TABLE "media_upload" ADD COLUMN     "is_existing" BOOLEAN NOT NULL DEFAULT false;
