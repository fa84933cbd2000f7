-- AlterTable
ALTER TABLE "draft" ADD COLUMN     "embargoed_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "source_item" ADD COLUMN     "version" TEXT;
