-- AlterTable
ALTER TABLE "content_change" ADD COLUMN     "languages" TEXT[];
