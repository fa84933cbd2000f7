-- AlterTable
ALTER TABLE "address" ADD COLUMN     "is_public" BOOLEAN NOT NULL DEFAULT true;
