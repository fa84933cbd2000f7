-- AlterTable
ALTER TABLE "bulk_job" ADD COLUMN     "limits" JSONB;
