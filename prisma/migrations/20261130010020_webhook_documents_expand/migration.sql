-- AlterTable
ALTER TABLE "webhook" ADD COLUMN     "document" TEXT;
