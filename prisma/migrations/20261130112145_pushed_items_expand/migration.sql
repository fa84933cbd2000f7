-- AlterTable
ALTER TABLE "source_item" ADD COLUMN     "has_unsaved_changes" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "push_number" BIGINT,
ADD COLUMN     "pushed_at" TIMESTAMPTZ(3);
