-- CreateTable
CREATE TABLE "source_sync" (
    "source" TEXT NOT NULL,
    "synced_to" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "source_sync_pkey" PRIMARY KEY ("source")
);
