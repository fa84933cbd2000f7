-- AlterTable
ALTER TABLE "source_sync" ADD COLUMN     "compared_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "followed_feed" ADD COLUMN     "read_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "source_item" (
    "source" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "modified" TIMESTAMPTZ(3),
    "status" TEXT NOT NULL,

    CONSTRAINT "source_item_pkey" PRIMARY KEY ("source","source_id")
);
