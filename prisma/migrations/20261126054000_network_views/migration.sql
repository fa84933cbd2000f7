-- CreateTable
CREATE UNLOGGED TABLE "network_view" (
    "digest" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "views" INTEGER NOT NULL,

    CONSTRAINT "network_view_pkey" PRIMARY KEY ("digest")
);

-- CreateIndex
CREATE INDEX "network_view_day_idx" ON "network_view"("day");
