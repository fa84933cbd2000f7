-- AlterTable
ALTER TABLE "newsletter_subscription" ADD COLUMN     "source" TEXT;

-- CreateTable
CREATE TABLE "followed_feed" (
    "address" TEXT NOT NULL,
    "etag" TEXT,
    "last_modified" TEXT,

    CONSTRAINT "followed_feed_pkey" PRIMARY KEY ("address")
);
