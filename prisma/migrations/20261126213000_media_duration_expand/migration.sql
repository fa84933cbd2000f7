-- AlterTable
ALTER TABLE "media_file" ADD COLUMN     "duration" DOUBLE PRECISION;
