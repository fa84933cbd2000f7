-- AlterTable
ALTER TABLE "section" ADD COLUMN     "is_hidden" BOOLEAN;

-- Announced: perspectives dc9be26b54d208a0
