-- CreateTable
CREATE TABLE "source_picture" (
    "source" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,

    CONSTRAINT "source_picture_pkey" PRIMARY KEY ("source","source_id","url")
);
