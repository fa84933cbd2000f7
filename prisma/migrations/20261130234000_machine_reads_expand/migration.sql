-- CreateTable
CREATE TABLE "machine_read" (
    "day" DATE NOT NULL,
    "crawler" TEXT NOT NULL,
    "is_verified" BOOLEAN NOT NULL,
    "article_id" INTEGER NOT NULL,
    "reads" BIGINT NOT NULL,
    "refused" BIGINT NOT NULL,

    CONSTRAINT "machine_read_pkey" PRIMARY KEY ("day","crawler","is_verified","article_id")
);
